import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { writeInCollection } from "../collections/fence.ts";
import type { DataContext } from "../context.ts";
import { dataOf } from "../evolution/upgrade-record.ts";
import { type Properties, previousValues } from "../records/previous.ts";
import { type RecordNode, type RecordRow, toRecord } from "../records/record-node.ts";
import { replaceTexts } from "../records/record-texts.ts";
import { readStored, versionMismatch } from "../records/stored-record.ts";
import { encodeRecord, recordPayload, timestampNow, updateRecordRow } from "../records/write-record.ts";
import { refuseOver } from "../retention/over.ts";

export interface UpdateRecordInput {
  id: string;
  version: number;
  data: unknown;
}

/** Replaces a record's data if nobody changed it since the caller read that version: no update is lost unseen. */
export async function updateRecord(ctx: DataContext, input: UpdateRecordInput): Promise<RecordNode> {
  const tenantId = authorize(ctx, "record:update");
  const id = decodeId("record", input.id, "input.id");
  let stored = await readStored(ctx.db, tenantId, id);
  const known = await ctx.collections.byId(tenantId, stored.collection_id);
  requireCollection(ctx, known.name);
  return writeInCollection(ctx, tenantId, known, async (collection, isFirst) => {
    if (!isFirst) stored = await readStored(ctx.db, tenantId, id);
    if (stored.version !== input.version) throw versionMismatch();
    const validator = await ctx.validators.of(tenantId, collection);
    const text = encodeRecord(input.data, validator);
    const data = JSON.parse(text) as Properties;
    const before = dataOf(collection, stored);
    refuseOver(validator.retentions, stored.created_at, data, before);
    const row: RecordRow = {
      id,
      data,
      version: stored.version + 1,
      created_at: stored.created_at,
      updated_at: timestampNow(),
      created_by: stored.created_by,
      updated_by: ctx.principal.id,
    };
    const record = toRecord(row, collection.name);
    const payload = { ...recordPayload(row), previous: previousValues(before, data) };
    const texts = replaceTexts({ tenantId, recordId: id, collectionId: collection.id }, data, collection);
    const detail = { collection: collection.name, version: row.version };
    return (tx) => {
      tx.surelyAtEnd(updateRecordRow(tenantId, collection, row, text));
      for (const statement of texts) tx.atEnd(statement);
      tx.atEnd(appendOutbox(tenantId, [{ type: "record.updated", subject: collection.id, payload }]));
      tx.atEnd(appendAudit(ctx, tenantId, { action: "record.update", target: record.id, detail }));
      return record;
    };
  });
}
