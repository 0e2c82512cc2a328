import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ProfileNode, type ProfileRow, SELECT_PROFILE, toProfile } from "../imports/profiles/profile-node.ts";

/** A collection's import profiles by name: all of them, as there are at most a hundred. */
export async function importProfiles(ctx: DataContext, args: { collection: string }): Promise<ProfileNode[]> {
  const tenantId = authorizeIn(ctx, "import-profile:read", args.collection);
  const { id } = await ctx.collections.byName(tenantId, args.collection);
  const rows = await readAsTenant<ProfileRow>(ctx.db, tenantId, {
    name: "import_profiles",
    text: `${SELECT_PROFILE} where p.tenant_id = $1 and p.collection_id = $2 order by p.name`,
    values: [tenantId, id],
  });
  return rows.map(toProfile);
}
