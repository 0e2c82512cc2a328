import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import { recordTable } from "../tables.ts";
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
  const { collectionId, version, data, schemaVersion, createdAt, createdBy } = recordTable;
  const statement = query
    .select({ collectionId, version, data, schemaVersion, createdAt, createdBy })
    .from(recordTable)
    .where(and(eq(recordTable.tenantId, tenantId), eq(recordTable.id, id)));
  const [stored] = await readAsTenant<StoredRecord>(db, tenantId, toStatement(statement));
  if (!stored) throw notFound();
  return stored;
}

export function versionMismatch(): AppError {
  const message = "The record has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message);
}
