import type { Statement } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { RecordValidator } from "../json-schema/validator.ts";
import type { RecordRow } from "./record-node.ts";
import { SLOTS, type SlotValues } from "./slots.ts";

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

const INSERT = `insert into data.record
  (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by, ${SLOTS.join(", ")})
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, ${SLOTS.map((_, at) => `$${at + 10}`).join(", ")})`;

export function insertRecord(
  tenantId: string,
  collectionId: string,
  row: RecordRow,
  text: string,
  slots: SlotValues,
): Statement {
  const { id, version, created_at, updated_at, created_by, updated_by } = row;
  return {
    name: "insert_record",
    text: INSERT,
    values: [tenantId, id, collectionId, text, version, created_at, updated_at, created_by, updated_by, ...slots],
  };
}

const UPDATE = `update data.record
  set data = $4, version = version + 1, updated_at = $5, updated_by = $6, ${SLOTS.map((slot, at) => `${slot} = $${at + 7}`).join(", ")}
  where tenant_id = $1 and id = $2 and version = $3 returning id`;

/** Answers the id only if the row still had the version before `row.version`. */
export function updateRecordRow(tenantId: string, row: RecordRow, text: string, slots: SlotValues): Statement {
  return {
    name: "update_record",
    text: UPDATE,
    values: [tenantId, row.id, row.version - 1, text, row.updated_at, row.updated_by, ...slots],
  };
}
