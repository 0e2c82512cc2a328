import type { Control, Transfers } from "../transfers/control.ts";
import { type ExportNode, type ExportRow, SELECT_EXPORT, toExport } from "./export-node.ts";
import { EXPORT_JOB, type ExportPayload } from "./export-state.ts";

export type ExportControl = Control<ExportRow>;

/** Exports as those that can be paused, resumed, cancelled and deleted. */
export const EXPORTS: Transfers<ExportRow, ExportNode> = {
  kind: "export",
  select: `${SELECT_EXPORT} where e.tenant_id = $1 and e.id = $2`,
  toNode: toExport,
  told: (row) => ({ format: row.format, records: row.records_written, bytes: Number(row.bytes) }),
  jobOf: (exportId, run) => ({
    kind: EXPORT_JOB,
    key: `${exportId} run ${run}`,
    payload: { exportId, run } satisfies ExportPayload,
  }),
};

export const HAS_ENDED = "This export has ended. Ask for another one.";
