import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { readLatest } from "../history/latest.ts";
import { purgeDeleted, type Told } from "../history/purge.ts";

/** Removes a deleted record and all that it ever was, now and for good. Answers the id that it had. */
export async function purgeRecord(ctx: DataContext, input: { id: string }): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "record:purge");
  const id = decodeId("record", input.id, "input.id");
  const latest = await readLatest(ctx.db, tenantId, id);
  const collection = await ctx.collections.byId(tenantId, latest.collection_id);
  requireCollection(ctx, collection.name);
  if (!latest.is_deleted) throw new AppError("CONFLICT", "Only a deleted record can be purged. Delete it first.");
  const target = encodeId("record", id);
  const told: Told = ({ versions }) => [
    appendOutbox(tenantId, [{ type: "record.purged", subject: collection.id, payload: { recordId: id } }]),
    appendAudit(ctx, tenantId, { action: "record.purge", target, detail: { collection: collection.name, versions } }),
  ];
  let purged: number | undefined;
  while (purged === undefined) purged = await purgeDeleted(ctx.db, tenantId, [id], told);
  if (purged === 0) throw new AppError("CONFLICT", "The record was restored or purged meanwhile; look at it again.");
  return { id: target };
}
