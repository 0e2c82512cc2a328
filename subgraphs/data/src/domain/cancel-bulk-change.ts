import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { type BulkNode, type BulkRow, SELECT_BULK, toBulk } from "../bulk/bulk-node.ts";
import type { DataContext } from "../context.ts";

/** Ends a bulk change now: its worker finds its checkpoint moved and lets go. What was changed by then stays. */
export async function cancelBulkChange(ctx: DataContext, input: { id: string }): Promise<BulkNode> {
  const tenantId = authorize(ctx, "bulk-change:cancel");
  const id = decodeId("bulkChange", input.id, "input.id");
  const select = { text: `${SELECT_BULK} where b.tenant_id = $1 and b.id = $2`, values: [tenantId, id] };
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [before] = await tx.query<BulkRow>(select);
    if (!before) throw notFound();
    requireCollection(ctx, before.collection);
    if (before.status === "CANCELLED") return toBulk(before);
    if (before.finished_at !== null)
      throw new AppError("CONFLICT", "This bulk change has ended; there is nothing to cancel.");
    tx.surelyAtEnd({
      name: "cancel_bulk_change",
      text: `update data.bulk_change set status = 'CANCELLED', finished_at = now(), step = step + 1, filter = null, patch = null
             where tenant_id = $1 and id = $2 and status in ('QUEUED', 'RUNNING') returning 1`,
      values: [tenantId, id],
    });
    const [[cancelled]] = await tx.commit<[BulkRow]>([
      select,
      appendOutbox(tenantId, [{ type: "bulk-change.cancelled", subject: id, payload: { kind: before.kind } }]),
      appendAudit(ctx, tenantId, {
        action: "bulk-change.cancel",
        target: encodeId("bulkChange", id),
        detail: { collection: before.collection, kind: before.kind, status: before.status },
      }),
    ]);
    return toBulk(cancelled as BulkRow);
  });
}
