import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { BulkFilter } from "./matching.ts";

export type BulkKind = "UPDATE" | "DELETE";
export type BulkStatus = "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";

/** Name of the kind of job that works off a bulk change. */
export const BULK_JOB = "data.bulk-change";

/** What such a job is told. */
export interface BulkPayload {
  /** uuid */
  bulkId: string;
}

/** How far a bulk change is. */
export interface BulkCheckpoint {
  /** Committed lots; the next one is refused unless it starts from here. */
  step: number;
  /** The last record that was looked at; null before the first. */
  afterId: string | null;
  total: number | null;
  matched: number;
  changed: number;
  failed: number;
}

/** What the runner needs to work on a bulk change. */
export interface BulkChange {
  tenantId: string;
  bulkId: string;
  collectionId: string;
  kind: BulkKind;
  dryRun: boolean;
  filter: BulkFilter;
  filterDigest: string;
  patch: unknown;
  expectedCount: number | null;
  createdBy: string;
  requestId: string;
  isFinished: boolean;
  checkpoint: BulkCheckpoint;
}

interface Row {
  collection_id: string;
  kind: BulkKind;
  status: BulkStatus;
  dry_run: boolean;
  filter: BulkFilter;
  filter_digest: string;
  patch: unknown;
  expected_count: number | null;
  step: number;
  after_id: string | null;
  records_total: number | null;
  records_matched: number;
  records_changed: number;
  records_failed: number;
  created_by: string;
  request_id: string;
}

/** Reads a bulk change as its last committed lot left it. */
export async function loadBulk(db: Database, tenantId: string, bulkId: string): Promise<BulkChange | undefined> {
  const [row] = await readAsTenant<Row>(db, tenantId, {
    name: "bulk_state",
    text: `select collection_id, kind, status, dry_run, filter, filter_digest, patch, expected_count, step, after_id, records_total,
             records_matched, records_changed, records_failed, created_by, request_id
           from data.bulk_change where tenant_id = $1 and id = $2`,
    values: [tenantId, bulkId],
  });
  if (!row) return undefined;
  return {
    tenantId,
    bulkId,
    collectionId: row.collection_id,
    kind: row.kind,
    dryRun: row.dry_run,
    filter: row.filter,
    filterDigest: row.filter_digest,
    patch: row.patch,
    expectedCount: row.expected_count,
    createdBy: row.created_by,
    requestId: row.request_id,
    isFinished: row.status !== "QUEUED" && row.status !== "RUNNING",
    checkpoint: {
      step: row.step,
      afterId: row.after_id,
      total: row.records_total,
      matched: row.records_matched,
      changed: row.records_changed,
      failed: row.records_failed,
    },
  };
}
