import { encodeId } from "@bulkhead/kernel/id.ts";
import type { JobState } from "@bulkhead/kernel/job-kind.ts";

/** The columns of platform.job that are shown; kernel/job-ledger.ts writes them. */
export const JOB_COLUMNS = `id, kind, state, attempts, max_attempts, progress, run_after, cancel_requested_at, error_code,
  error_message, requested_by, request_id, created_at, started_at, finished_at`;

export interface JobRow {
  id: string;
  kind: string;
  state: JobState;
  attempts: number;
  max_attempts: number;
  progress: number;
  run_after: string;
  cancel_requested_at: string | null;
  error_code: string | null;
  error_message: string | null;
  requested_by: string;
  request_id: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

/** A job as the schema shows it. */
export interface JobNode {
  id: string;
  kind: string;
  state: JobState;
  attempts: number;
  maxAttempts: number;
  progress: number;
  runAfter: string;
  cancelRequested: boolean;
  error: { code: string; message: string } | null;
  requestedBy: { __typename: "Actor"; id: string };
  requestId: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}

export function toJob(row: JobRow): JobNode {
  const { error_code: code, error_message: message } = row;
  return {
    id: encodeId("job", row.id),
    kind: row.kind,
    state: row.state,
    attempts: row.attempts,
    maxAttempts: row.max_attempts,
    progress: row.progress,
    runAfter: row.run_after,
    cancelRequested: row.cancel_requested_at !== null,
    error: code === null ? null : { code, message: message ?? "" },
    requestedBy: { __typename: "Actor", id: row.requested_by },
    requestId: row.request_id,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
