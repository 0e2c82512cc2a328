import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import { recordTable } from "../tables.ts";

/** What a change must know of the record it changes. */
export interface StoredRecord {
  collection_id: string;
  version: number;
  created_at: string;
  created_by: string;
}

export function selectStored(tenantId: string, id: string): Statement {
  const { collectionId, version, createdAt, createdBy } = recordTable;
  return toStatement(
    query
      .select({ collectionId, version, createdAt, createdBy })
      .from(recordTable)
      .where(and(eq(recordTable.tenantId, tenantId), eq(recordTable.id, id))),
  );
}

export function versionMismatch(): AppError {
  const message = "The record has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message);
}

/** A change by version met no row: the record moved on since it was read, or is gone. */
export async function whyNotChanged(tx: Transaction, id: string): Promise<AppError> {
  const [row] = await tx.query(selectStored(tx.tenantId, id));
  return row ? versionMismatch() : notFound();
}
