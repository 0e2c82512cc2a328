import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ProfileNode, type ProfileRow, profileByName, toProfile } from "../imports/profiles/profile-node.ts";

/** One import profile of a collection by its name. */
export async function importProfile(
  ctx: DataContext,
  args: { collection: string; name: string },
): Promise<ProfileNode> {
  const tenantId = authorizeIn(ctx, "import-profile:read", args.collection);
  const { id } = await ctx.collections.byName(tenantId, args.collection);
  const [row] = await readAsTenant<ProfileRow>(ctx.db, tenantId, profileByName(tenantId, id, args.name));
  if (!row) throw notFound();
  return toProfile(row);
}
