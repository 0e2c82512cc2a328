import type { Control, Transfers } from "../transfers/control.ts";
import { type ImportNode, type ImportRow, SELECT_IMPORT, toImport } from "./import-node.ts";
import { IMPORT_JOB, type ImportPayload } from "./import-payload.ts";

export type ImportControl = Control<ImportRow>;

/** Imports as those that can be paused, resumed and cancelled. */
export const IMPORTS: Transfers<ImportRow, ImportNode> = {
  kind: "import",
  select: `${SELECT_IMPORT} where i.tenant_id = $1 and i.id = $2`,
  toNode: toImport,
  told: (row) => ({ rowsRead: row.rows_read, rowsStored: row.rows_stored, rowsRejected: row.rows_rejected }),
  jobOf: (importId, run) => ({
    kind: IMPORT_JOB,
    key: `${importId} run ${run}`,
    payload: { importId, run } satisfies ImportPayload,
  }),
};

export const TAKEN_BACK = "This import is being taken back, and ends by itself.";
export const HAS_ENDED = "This import has ended. Create another one with the file.";
