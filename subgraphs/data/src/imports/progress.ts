import type { Statement } from "@bulkhead/kernel/database.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { Checkpoint, ImportAction, ImportJob, ImportStatus, Phase } from "./import-state.ts";

/**
 * How much is done at a checkpoint, from 0 to 1: the file is read twice, once to check it, once to store it; a dry run reads
 * it once. How much there is to delete or to take back nobody knows: undefined for the latter.
 */
export function shareOf({ share, dryRun }: ImportJob, { phase, at }: Checkpoint): number | undefined {
  if (phase === "UNDO") return undefined;
  if (phase === "DELETE") return 1;
  const read = Math.min(1, Math.max(0, share(at)));
  if (dryRun) return read;
  return (read + (phase === "STORE" ? 1 : 0)) / 2;
}

const TOLD_EVERY_MS = 1_000;

/** Whether the time has come to tell again how far it is. */
export function isToBeTold({ toldAt }: ImportJob): boolean {
  return Math.abs(Date.now() - toldAt) >= TOLD_EVERY_MS;
}

/** Tells whoever follows the import how far it is. */
export function tellProgress({ tenantId, importId }: ImportJob, to: Checkpoint): Statement {
  const { phase, rowsRead, rowsStored, rowsRejected } = to;
  return appendOutbox(tenantId, [
    { type: "import.progressed", subject: importId, payload: { phase, rowsRead, rowsStored, rowsRejected } },
  ]);
}

/** What its pace is worked out from. */
export interface PaceRow {
  status: ImportStatus;
  phase: Phase;
  action: ImportAction;
  dry_run: boolean;
  at_row: number;
  progress: number;
  moved_at: string | null;
  pace_from: string | null;
  pace_row: number;
  pace_progress: number;
}

export interface Pace {
  rowsPerSecond: number | null;
  expectedEndAt: string | null;
}

const UNKNOWN: Pace = { rowsPerSecond: null, expectedEndAt: null };

/** How fast it has gone in its phase, and when it ends if it goes on like that. */
export function paceOf(row: PaceRow): Pace {
  if (row.status !== "RUNNING" || row.pace_from === null || row.moved_at === null) return UNKNOWN;
  if (row.phase !== "CHECK" && row.phase !== "STORE") return UNKNOWN;
  const moved = Date.parse(row.moved_at);
  const seconds = (moved - Date.parse(row.pace_from)) / 1_000;
  const rows = row.at_row - row.pace_row;
  if (seconds <= 0 || rows <= 0) return UNKNOWN;
  const done = row.progress - row.pace_progress;
  // How fast it will be stored is not known while it is only checked, nor how much a file replaces.
  const isLast = (row.phase === "STORE" || row.dry_run) && row.action !== "REPLACE";
  const left = isLast && done > 0 ? ((1 - row.progress) / done) * seconds * 1_000 : undefined;
  return {
    rowsPerSecond: rows / seconds,
    expectedEndAt: left === undefined ? null : instantAt(moved + left),
  };
}

/** The last one that RFC 3339 writes is years away: what goes that slowly has no expected end. */
function instantAt(ms: number): string | null {
  return ms < Date.UTC(9999, 0) ? new Date(ms).toISOString() : null;
}
