import { encodeId } from "@bulkhead/kernel/id.ts";
import type { ActorReference } from "../records/record-node.ts";
import type { BulkKind, BulkStatus } from "./bulk-state.ts";

/** A row of data.bulk_change with the name of its collection. */
export interface BulkRow {
  id: string;
  collection: string;
  kind: BulkKind;
  status: BulkStatus;
  dry_run: boolean;
  records_matched: number;
  records_changed: number;
  records_failed: number;
  failure_code: string | null;
  failure_message: string | null;
  created_by: string;
  created_at: string;
  finished_at: string | null;
}

export const SELECT_BULK = `select b.id, c.name as collection, b.kind, b.status, b.dry_run, b.records_matched, b.records_changed,
  b.records_failed, b.failure_code, b.failure_message, b.created_by, b.created_at, b.finished_at
  from data.bulk_change b join data.collection c on c.tenant_id = b.tenant_id and c.id = b.collection_id`;

/** A bulk change as the API answers it; its failures are read when they are asked for. */
export interface BulkNode {
  id: string;
  collection: string;
  kind: BulkKind;
  status: BulkStatus;
  dryRun: boolean;
  recordsMatched: number;
  recordsChanged: number;
  recordsFailed: number;
  failure: { code: string; message: string } | null;
  createdBy: ActorReference;
  createdAt: string;
  finishedAt: string | null;
}

export function toBulk(row: BulkRow): BulkNode {
  const { failure_code: code, failure_message: message } = row;
  return {
    id: encodeId("bulkChange", row.id),
    collection: row.collection,
    kind: row.kind,
    status: row.status,
    dryRun: row.dry_run,
    recordsMatched: row.records_matched,
    recordsChanged: row.records_changed,
    recordsFailed: row.records_failed,
    failure: code === null || message === null ? null : { code, message },
    createdBy: { __typename: "Actor", id: row.created_by },
    createdAt: row.created_at,
    finishedAt: row.finished_at,
  };
}
