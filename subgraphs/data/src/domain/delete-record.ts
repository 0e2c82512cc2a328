import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { writeInCollection } from "../collections/fence.ts";
import type { DataContext } from "../context.ts";
import { deleteRows, keepDeleted } from "../history/delete-rows.ts";
import { readStored, versionMismatch } from "../records/stored-record.ts";
import { timestampNow } from "../records/write-record.ts";

export interface DeleteRecordInput {
  id: string;
  version?: number | null;
}

/**
 * Deletes a record, with `version` only that version of it: it leaves every list and count, and is kept to be restored for
 * as long as its tenant says. Answers its public id.
 */
export async function deleteRecord(ctx: DataContext, input: DeleteRecordInput): Promise<{ id: string }> {
  const tenantId = authorize(ctx, "record:delete");
  const id = decodeId("record", input.id, "input.id");
  const wanted = input.version ?? null;
  let stored = await readStored(ctx.db, tenantId, id);
  const known = await ctx.collections.byId(tenantId, stored.collection_id);
  requireCollection(ctx, known.name);
  const target = encodeId("record", id);
  return writeInCollection(ctx, tenantId, known, async (collection, isFirst) => {
    if (!isFirst) stored = await readStored(ctx.db, tenantId, id);
    const { version } = stored;
    if (wanted !== null && version !== wanted) throw versionMismatch();
    const doomed = [{ id, version }];
    const payload = { recordId: id, version };
    const detail = { collection: collection.name, version };
    return (tx) => {
      tx.surelyAtEnd(keepDeleted(tenantId, doomed, { at: timestampNow(), actor: ctx.principal.id }));
      tx.surelyAtEnd(deleteRows(tenantId, doomed));
      tx.atEnd(appendOutbox(tenantId, [{ type: "record.deleted", subject: collection.id, payload }]));
      tx.atEnd(appendAudit(ctx, tenantId, { action: "record.delete", target, detail }));
      return { id: target };
    };
  });
}
