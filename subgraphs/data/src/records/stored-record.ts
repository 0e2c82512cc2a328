import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import type { Properties } from "./previous.ts";

/** What a change must know of the record it changes. */
export interface StoredRecord {
  collection_id: string;
  version: number;
  data: Properties;
  schema_version: number;
  created_at: string;
  created_by: string;
}

/** Throws NOT_FOUND. */
export async function readStored(db: Database, tenantId: string, id: string): Promise<StoredRecord> {
  const [stored] = await readAsTenant<StoredRecord>(db, tenantId, {
    name: "stored_record",
    text: `select collection_id, version, data, schema_version, created_at, created_by
           from data.record where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  });
  if (!stored) throw notFound();
  return stored;
}

export function versionMismatch(): AppError {
  const message = "The record has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message);
}
