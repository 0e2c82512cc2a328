import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type Properties, previousValues } from "../records/previous.ts";
import { type RecordNode, type RecordRow, toRecord } from "../records/record-node.ts";
import { slotValues } from "../records/slots.ts";
import { knownAtFirst, type StoredRecord, selectStored, versionMismatch } from "../records/stored-record.ts";
import { encodeRecord, recordPayload, timestampNow, updateRecordRow } from "../records/write-record.ts";

export interface UpdateRecordInput {
  id: string;
  version: number;
  data: unknown;
}

/** Replaces a record's data if nobody changed it since the caller read that version: no update is lost unseen. */
export async function updateRecord(ctx: DataContext, input: UpdateRecordInput): Promise<RecordNode> {
  const tenantId = authorize(ctx, "record:update");
  const id = decodeId("record", input.id, "input.id");
  const [current] = await readAsTenant<StoredRecord>(ctx.db, tenantId, selectStored(tenantId, id));
  if (!current) throw notFound();
  const collection = await ctx.collections.byId(tenantId, current.collection_id);
  requireCollection(ctx, collection.name);
  if (current.version !== input.version) throw versionMismatch();
  const text = encodeRecord(input.data, await ctx.validators.of(tenantId, collection.id));
  const data = JSON.parse(text) as Properties;
  const row: RecordRow = {
    id,
    data,
    version: current.version + 1,
    created_at: current.created_at,
    updated_at: timestampNow(),
    created_by: current.created_by,
    updated_by: ctx.principal.id,
  };
  const record = toRecord(row, collection.name);
  const payload = { ...recordPayload(row), previous: previousValues(current.data, data) };
  const stillCurrent = knownAtFirst(current, id);
  await withTenant(ctx.db, tenantId, async (tx) => {
    if ((await stillCurrent(tx)).version !== input.version) throw versionMismatch();
    tx.surelyAtEnd(updateRecordRow(tenantId, row, text, slotValues(collection.fields, data)));
    const detail = { collection: collection.name, version: row.version };
    tx.atEnd(appendOutbox(tenantId, [{ type: "record.updated", subject: collection.id, payload }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "record.update", target: record.id, detail }));
  });
  return record;
}
