import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ProfileRow, profileByName, profilesTurn } from "../imports/profiles/profile-node.ts";

export interface DeleteImportProfileInput {
  collection: string;
  name: string;
}

/** Deletes a profile. Imports that were started with it go on: each has its own copy. */
export async function deleteImportProfile(
  ctx: DataContext,
  input: DeleteImportProfileInput,
): Promise<DeleteImportProfileInput> {
  const tenantId = authorizeIn(ctx, "import-profile:delete", input.collection);
  const collection = await ctx.collections.byName(tenantId, input.collection);
  const { name } = input;
  await withTenant(ctx.db, tenantId, async (tx) => {
    const [, [row]] = await Promise.all([
      tx.query(profilesTurn(collection.id)),
      tx.query<ProfileRow>(profileByName(tenantId, collection.id, name)),
    ]);
    if (!row) throw notFound();
    const { id } = row;
    await tx.commit([
      {
        name: "delete_import_profile",
        text: "delete from data.import_profile where tenant_id = $1 and id = $2",
        values: [tenantId, id],
      },
      appendOutbox(tenantId, [
        { type: "import-profile.deleted", subject: id, payload: { collectionId: collection.id, name } },
      ]),
      appendAudit(ctx, tenantId, {
        action: "import-profile.delete",
        target: encodeId("importProfile", id),
        detail: { collection: collection.name, name },
      }),
    ]);
  });
  return { collection: collection.name, name };
}
