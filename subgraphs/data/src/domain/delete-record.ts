import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { knownAtFirst, type StoredRecord, selectStored, versionMismatch } from "../records/stored-record.ts";

export interface DeleteRecordInput {
  id: string;
  version?: number | null;
}

/** Deletes a record, with `version` only that version of it. Answers its public id. */
export async function deleteRecord(ctx: DataContext, input: DeleteRecordInput): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "record:delete");
  const id = decodeId("record", input.id, "input.id");
  const wanted = input.version ?? null;
  const [current] = await readAsTenant<StoredRecord>(ctx.db, tenantId, selectStored(tenantId, id));
  if (!current) throw notFound();
  const collection = await ctx.collections.byId(tenantId, current.collection_id);
  requireCollection(ctx, collection.name);
  if (wanted !== null && current.version !== wanted) throw versionMismatch();
  const target = encodeId("record", id);
  const stillCurrent = knownAtFirst(current, id);
  await withTenant(ctx.db, tenantId, async (tx) => {
    const { version } = await stillCurrent(tx);
    if (wanted !== null && version !== wanted) throw versionMismatch();
    tx.surelyAtEnd({
      name: "delete_record",
      text: "delete from data.record where tenant_id = $1 and id = $2 and version = $3 returning 1",
      values: [tenantId, id, version],
    });
    tx.atEnd(
      appendOutbox(tenantId, [{ type: "record.deleted", subject: collection.id, payload: { recordId: id, version } }]),
    );
    tx.atEnd(
      appendAudit(ctx, tenantId, {
        action: "record.delete",
        target,
        detail: { collection: collection.name, version },
      }),
    );
  });
  return { id: target };
}
