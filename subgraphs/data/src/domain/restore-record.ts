import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireCollection } from "@bulkhead/kernel/principal.ts";
import { writeInCollection } from "../collections/fence.ts";
import type { DataContext } from "../context.ts";
import { upgradeRecord } from "../evolution/upgrade-record.ts";
import { type Latest, readDataOf, readLatest } from "../history/latest.ts";
import { forgetDeletion, supersedeDeletion } from "../history/restore-rows.ts";
import { type RecordNode, type RecordRow, toRecord } from "../records/record-node.ts";
import { insertTexts, replaceTexts } from "../records/record-texts.ts";
import { versionMismatch } from "../records/stored-record.ts";
import { encodeRecord, insertRecord, recordPayload, timestampNow, updateRecordRow } from "../records/write-record.ts";
import { refuseOver } from "../retention/over.ts";

export interface RestoreRecordInput {
  id: string;
  version?: number | null;
  expectedVersion?: number | null;
}

/**
 * Brings back what a record was: a deleted one comes to life under its id, a living one gets the data of an older version.
 * Either way that is its next version, and has to fit the schema and the unique fields as they are today.
 */
export async function restoreRecord(ctx: DataContext, input: RestoreRecordInput): Promise<RecordNode> {
  const tenantId = authorize(ctx, "record:restore");
  const id = decodeId("record", input.id, "input.id");
  let latest = await readLatest(ctx.db, tenantId, id);
  const known = await ctx.collections.byId(tenantId, latest.collection_id);
  requireCollection(ctx, known.name);
  return writeInCollection(ctx, tenantId, known, async (collection, isFirst) => {
    if (!isFirst) latest = await readLatest(ctx.db, tenantId, id);
    const { version, created_at, created_by, is_deleted: wasDeleted } = latest;
    if (input.expectedVersion != null && input.expectedVersion !== version) throw versionMismatch();
    const from = input.version ?? versionBefore(latest);
    const kept = (await readDataOf(ctx.db, tenantId, id, from)) ?? refuseVersion(NOT_KEPT);
    const { data: was, schema_version: shape } = kept;
    const data =
      (await upgradeRecord(ctx.db, tenantId, collection.id, shape, collection.version, was)) ??
      refuseVersion(NOT_FITTING);
    const validator = await ctx.validators.of(tenantId, collection);
    const text = encodeRecord(data, validator);
    refuseOver(validator.retentions, created_at, data, wasDeleted ? null : {});
    const row: RecordRow = {
      id,
      data,
      version: version + 1,
      created_at,
      updated_at: timestampNow(),
      created_by,
      updated_by: ctx.principal.id,
    };
    const record = toRecord(row, collection.name);
    const payload = { ...recordPayload(row), restoredFrom: from, wasDeleted };
    const detail = { collection: collection.name, version: row.version, restoredFrom: from, wasDeleted };
    const owner = { tenantId, recordId: id, collectionId: collection.id };
    const texts = (wasDeleted ? insertTexts : replaceTexts)(owner, data, collection);
    return (tx) => {
      if (wasDeleted) {
        tx.surelyAtEnd(supersedeDeletion(tenantId, id, version), 2);
        tx.atEnd(insertRecord(tenantId, collection, row, text, from));
        tx.surelyAtEnd(forgetDeletion(tenantId, id));
      } else tx.surelyAtEnd(updateRecordRow(tenantId, collection, row, text, from));
      for (const statement of texts) tx.atEnd(statement);
      tx.atEnd(appendOutbox(tenantId, [{ type: "record.restored", subject: collection.id, payload }]));
      tx.atEnd(appendAudit(ctx, tenantId, { action: "record.restore", target: record.id, detail }));
      return record;
    };
  });
}

/** A deleted record comes back as it was; which of its versions a living one shall go back to, must be said. */
function versionBefore({ is_deleted, version }: Latest): number {
  return is_deleted ? version - 1 : refuseVersion("Say which version's data the record shall have: it is not deleted.");
}

const NOT_KEPT = "There is no data of this version: it is not kept any more, never was, or is a deletion.";

const NOT_FITTING = "A change of the collection's schema could not convert what the record was then.";

function refuseVersion(message: string): never {
  refuseFaults([{ path: "input.version", code: "NO_SUCH_VERSION", message }]);
  throw new Error("unreachable");
}
