import type { Statement } from "@bulkhead/kernel/database.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { NO_PACE, paceOf } from "../transfers/pace.ts";
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

export interface ImportPace {
  rowsPerSecond: number | null;
  expectedEndAt: string | null;
}

/** How fast it has gone in its phase, and when it ends if it goes on like that. */
export function paceOfImport(row: PaceRow): ImportPace {
  const isMeasured = row.status === "RUNNING" && (row.phase === "CHECK" || row.phase === "STORE");
  // How fast it will be stored is not known while it is only checked, nor how much a file replaces.
  const isLast = (row.phase === "STORE" || row.dry_run) && row.action !== "REPLACE";
  const { perSecond: rowsPerSecond, expectedEndAt } = isMeasured
    ? paceOf({
        from: row.pace_from,
        to: row.moved_at,
        count: row.at_row - row.pace_row,
        shares: isLast ? { from: row.pace_progress, to: row.progress } : null,
      })
    : NO_PACE;
  return { rowsPerSecond, expectedEndAt };
}
