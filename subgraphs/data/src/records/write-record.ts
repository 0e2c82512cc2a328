import type { Statement } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import type { RecordRow } from "./record-node.ts";
import { slotValues } from "./slot-values.ts";
import { SLOTS } from "./slots.ts";

export const MAX_RECORD_BYTES = 1 << 20;

/** A validated record as text for jsonb. Throws INVALID_RECORD with every fault the validator reports. */
export function encodeRecord(data: unknown, validator: RecordValidator): string {
  const faults = validator.faults(data);
  if (faults.length > 0)
    throw new AppError("INVALID_RECORD", "The record does not fit its collection; see `fields` for what to change.", {
      fields: faults,
    });
  const text = JSON.stringify(data);
  if (Buffer.byteLength(text) <= MAX_RECORD_BYTES) return text;
  const message = `A record may have at most ${MAX_RECORD_BYTES} bytes as JSON.`;
  throw new AppError("INVALID_RECORD", message, { fields: [{ path: "", code: "TOO_LARGE", message }] });
}

/** Now, written as PostgreSQL gives it back, so that an event and the row it is about say the same. */
export function timestampNow(): string {
  return new Date().toISOString().replace(/\.?0+Z$/, "Z");
}

/** Payload of `record.created` and `record.updated`. */
export function recordPayload(row: RecordRow): { [name: string]: unknown } {
  return {
    recordId: row.id,
    version: row.version,
    data: row.data,
    createdAt: row.created_at,
    createdBy: row.created_by,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}

const COLUMNS = `tenant_id, id, collection_id, data, version, schema_version, created_at, updated_at, created_by, updated_by, restored_from, ${SLOTS.join(", ")}`;
const INSERT = `insert into data.record (${COLUMNS}) values (${COLUMNS.split(",").map((_, at) => `$${at + 1}`)})`;

/** `restoredFrom`: the version whose data it brings back, where it is a restored record. */
export function insertRecord(
  tenantId: string,
  collection: Collection,
  row: RecordRow,
  text: string,
  restoredFrom: number | null = null,
): Statement {
  const { id, data, version, created_at, updated_at, created_by, updated_by } = row;
  const own = [tenantId, id, collection.id, text, version, collection.version];
  const authorship = [created_at, updated_at, created_by, updated_by, restoredFrom];
  return {
    name: "insert_record",
    text: INSERT,
    values: [...own, ...authorship, ...slotValues(data as object, collection)],
  };
}

const UPDATE = `update data.record
  set data = $4, version = version + 1, updated_at = $5, updated_by = $6, schema_version = $7, restored_from = $8,
    ${SLOTS.map((slot, at) => `${slot} = $${at + 9}`).join(", ")}
  where tenant_id = $1 and id = $2 and version = $3 returning id`;

/** Answers the id only if the row still had the version before `row.version`, which a trigger keeps as its history. */
export function updateRecordRow(
  tenantId: string,
  collection: Collection,
  row: RecordRow,
  text: string,
  restoredFrom: number | null = null,
): Statement {
  const own = [
    tenantId,
    row.id,
    row.version - 1,
    text,
    row.updated_at,
    row.updated_by,
    collection.version,
    restoredFrom,
  ];
  return { name: "update_record", text: UPDATE, values: [...own, ...slotValues(row.data as object, collection)] };
}
