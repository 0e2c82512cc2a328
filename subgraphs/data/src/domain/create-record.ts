import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorizeIn } from "@bulkhead/kernel/principal.ts";
import { writeInCollection } from "../collections/fence.ts";
import type { DataContext } from "../context.ts";
import { type RecordNode, type RecordRow, toRecord } from "../records/record-node.ts";
import { insertTexts } from "../records/record-texts.ts";
import { encodeRecord, insertRecord, recordPayload, timestampNow } from "../records/write-record.ts";

export interface CreateRecordInput {
  collection: string;
  data: unknown;
}

/** Adds a record to a collection: the row, its event and its audit event in one flush. */
export async function createRecord(ctx: DataContext, input: CreateRecordInput): Promise<RecordNode> {
  const tenantId = authorizeIn(ctx, "record:create", input.collection);
  const known = await ctx.collections.byName(tenantId, input.collection);
  const id = newUuid();
  return writeInCollection(ctx, tenantId, known, async (collection) => {
    const text = encodeRecord(input.data, await ctx.validators.of(tenantId, collection));
    const now = timestampNow();
    const actor = ctx.principal.id;
    const row: RecordRow = {
      id,
      data: JSON.parse(text) as object,
      version: 1,
      created_at: now,
      updated_at: now,
      created_by: actor,
      updated_by: actor,
    };
    const record = toRecord(row, collection.name);
    const texts = insertTexts({ tenantId, recordId: id, collectionId: collection.id }, row.data as object, collection);
    const detail = { collection: collection.name, version: row.version };
    return (tx) => {
      tx.atEnd(insertRecord(tenantId, collection, row, text));
      for (const statement of texts) tx.atEnd(statement);
      tx.atEnd(
        appendOutbox(tenantId, [{ type: "record.created", subject: collection.id, payload: recordPayload(row) }]),
      );
      tx.atEnd(appendAudit(ctx, tenantId, { action: "record.create", target: record.id, detail }));
      return record;
    };
  });
}
