import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ExportNode, type ExportRow, SELECT_EXPORT, toExport } from "../exports/export-node.ts";
import { expireParts } from "../exports/part-lives.ts";

/** Ends an export now: its worker finds its checkpoint moved and lets go. Its parts expire. */
export async function cancelExport(ctx: DataContext, input: { id: string }): Promise<ExportNode> {
  const tenantId = authorize(ctx, "export:cancel");
  const id = decodeId("export", input.id, "input.id");
  const select = { text: `${SELECT_EXPORT} where e.tenant_id = $1 and e.id = $2`, values: [tenantId, id] };
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [before] = await tx.query<ExportRow>(select);
    if (!before) throw notFound();
    requireCollection(ctx, before.collection);
    if (before.status === "CANCELLED") return toExport(before);
    if (before.finished_at !== null)
      throw new AppError("CONFLICT", "This export has ended; there is nothing to cancel.");
    tx.surelyAtEnd({
      name: "cancel_export",
      text: `update data.export set status = 'CANCELLED', finished_at = now(), step = step + 1, filter = null, digest_state = null
             where tenant_id = $1 and id = $2 and status in ('QUEUED', 'RUNNING') returning 1`,
      values: [tenantId, id],
    });
    const [[cancelled]] = await tx.commit<[ExportRow]>([
      select,
      expireParts(tenantId, id),
      appendOutbox(tenantId, [{ type: "export.cancelled", subject: id, payload: { format: before.format } }]),
      appendAudit(ctx, tenantId, {
        action: "export.cancel",
        target: encodeId("export", id),
        detail: { collection: before.collection, format: before.format, status: before.status },
      }),
    ]);
    return toExport(cancelled as ExportRow);
  });
}
