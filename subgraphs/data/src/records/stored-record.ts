import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
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
  created_at: string;
  created_by: string;
}

export function selectStored(tenantId: string, id: string): Statement {
  const { collectionId, version, data, createdAt, createdBy } = recordTable;
  return toStatement(
    query
      .select({ collectionId, version, data, createdAt, createdBy })
      .from(recordTable)
      .where(and(eq(recordTable.tenantId, tenantId), eq(recordTable.id, id))),
  );
}

export function versionMismatch(): AppError {
  const message = "The record has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message);
}

/**
 * The record as it was read a moment ago; and as it is now whenever the change is run again, for then someone may have been
 * faster: it moved on, or is gone. So a change in its usual course is one flush.
 */
export function knownAtFirst(current: StoredRecord, id: string): (tx: Transaction) => Promise<StoredRecord> {
  let known: StoredRecord | undefined = current;
  return async (tx) => {
    const [found] = known ? [known] : await tx.query<StoredRecord>(selectStored(tx.tenantId, id));
    known = undefined;
    if (!found) throw notFound();
    return found;
  };
}
