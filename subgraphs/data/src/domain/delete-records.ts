import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { askForBulk, type BulkInput } from "../bulk/ask-bulk.ts";
import type { BulkNode } from "../bulk/bulk-node.ts";
import type { DataContext } from "../context.ts";

/** Deletes every record that matches, as a job; each can be restored as after `deleteRecord`. */
export async function deleteRecords(ctx: DataContext, input: BulkInput): Promise<BulkNode> {
  const tenantId = authorizeIn(ctx, "records:delete", input.collection);
  const { id, collection, filterDigest, write } = await askForBulk(ctx, tenantId, "DELETE", input);
  return write(
    appendAudit(ctx, tenantId, {
      action: "records.delete",
      target: encodeId("bulkChange", id),
      detail: { collection: collection.name, dryRun: input.dryRun },
      personal: { filterDigest },
    }),
  );
}
