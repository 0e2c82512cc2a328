import type { Statement } from "@bulkhead/kernel/database.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { NO_PACE, paceOf } from "../transfers/pace.ts";
import type { ExportJob, ExportStatus } from "./export-state.ts";

/** How many records are counted before the first is written; counting more would take long. */
export const MAX_COUNT = 1_000_000;

/** How far an export is in the part that is being written. */
export interface Reached {
  /** How many match, or `MAX_COUNT`. */
  total: number;
  /** Records so far, in all parts. */
  written: number;
}

/** Share of the records that are written, from 0 to 1. */
export function shareOf({ total, written }: Reached): number {
  return total > 0 ? Math.min(written / total, 1) : 0;
}

/** Tells whoever follows the export how far it is. */
export function tellProgress({ tenantId, exportId, format }: ExportJob, { written }: Reached): Statement {
  return appendOutbox(tenantId, [
    { type: "export.progressed", subject: exportId, payload: { format, records: written } },
  ]);
}

/** Sets how far it is and since when its pace is measured; the parameters are names such as `$4`. */
export function reachedSql(written: string, share: string, isTold: string): string {
  return `progress = greatest(progress, ${share}::float8), records_reached = ${written}::int, moved_at = now(),
    told_at = case when ${isTold}::boolean then now() else told_at end, pace_from = coalesce(pace_from, now()),
    pace_records = case when pace_from is null then ${written}::int else pace_records end,
    pace_progress = case when pace_from is null then greatest(progress, ${share}::float8) else pace_progress end`;
}

/** What its pace is worked out from. */
export interface PaceRow {
  status: ExportStatus;
  records_total: number | null;
  records_reached: number;
  progress: number;
  moved_at: string | null;
  pace_from: string | null;
  pace_records: number;
  pace_progress: number;
}

export interface ExportPace {
  recordsPerSecond: number | null;
  expectedEndAt: string | null;
}

/** How fast it has gone since it began or was resumed, and when it ends if it goes on like that. */
export function paceOfExport(row: PaceRow): ExportPace {
  const isCounted = row.records_total !== null && row.records_total < MAX_COUNT;
  const { perSecond: recordsPerSecond, expectedEndAt } =
    row.status === "RUNNING"
      ? paceOf({
          from: row.pace_from,
          to: row.moved_at,
          count: row.records_reached - row.pace_records,
          shares: isCounted ? { from: row.pace_progress, to: row.progress } : null,
        })
      : NO_PACE;
  return { recordsPerSecond, expectedEndAt };
}
