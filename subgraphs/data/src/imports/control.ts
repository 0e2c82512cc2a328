import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { requireCollection } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ImportNode, type ImportRow, SELECT_IMPORT, toImport } from "./import-node.ts";
import { IMPORT_JOB, type ImportPayload } from "./import-payload.ts";
import type { ImportMode, Phase } from "./import-state.ts";

interface Controlled extends ImportRow {
  mode: ImportMode;
  phase: Phase;
  run: number;
  undo_status: string | null;
}

/** One of the ways to take an import in hand. */
export interface Control {
  action: "import.pause" | "import.resume" | "import.cancel";
  event: "import.paused" | "import.resumed" | "import.cancelled";
  /** True when it is so already, and nothing changes. */
  isSo(row: Controlled): boolean;
  /** What to do instead, when it cannot be done; undefined when it can. */
  refusal(row: Controlled): string | undefined;
  /** Changes one row, or none when somebody came first. The step moves on, so that a worker finds it taken and lets go. */
  change(row: Controlled): Statement;
  /** Whether a worker must go on with it. */
  goesOn: boolean;
}

/** Pauses, resumes or cancels an import, whatever its worker is at: its fence decides between the two. */
export async function controlImport(
  ctx: DataContext,
  tenantId: string,
  input: { id: string },
  control: Control,
): Promise<ImportNode> {
  const id = decodeId("import", input.id, "input.id");
  const select = { text: `${SELECT_IMPORT} where i.tenant_id = $1 and i.id = $2`, values: [tenantId, id] };
  return withTenant(ctx.db, tenantId, async (tx) => {
    const [found] = await tx.query<ImportRow>(select);
    if (!found) throw notFound();
    requireCollection(ctx, found.collection);
    const [more] = await tx.query<Pick<Controlled, "phase" | "run" | "undo_status">>({
      name: "import_to_control",
      text: "select phase, run, undo_status from data.import where tenant_id = $1 and id = $2",
      values: [tenantId, id],
    });
    const before = { ...found, ...more } as Controlled;
    if (control.isSo(before)) return toImport(before);
    const refusal = control.refusal(before);
    if (refusal) throw new AppError("CONFLICT", refusal);
    const { text, ...rest } = control.change(before);
    tx.surelyAtEnd({ ...rest, text, values: [tenantId, id, before.run, ...(rest.values ?? [])] });
    const { collection, status, rows_read: rowsRead, rows_stored: rowsStored, rows_rejected: rowsRejected } = before;
    const run = before.run + 1;
    const payload: ImportPayload = { importId: id, run };
    const [[changed]] = await tx.commit<[ImportRow]>([
      select,
      ...(control.goesOn ? [enqueueJob(ctx, tenantId, { kind: IMPORT_JOB, key: `${id} run ${run}`, payload })] : []),
      appendOutbox(tenantId, [{ type: control.event, subject: id, payload: { rowsRead, rowsStored, rowsRejected } }]),
      appendAudit(ctx, tenantId, {
        action: control.action,
        target: encodeId("import", id),
        detail: { collection, status, rowsRead, rowsStored, rowsRejected },
      }),
    ]);
    return toImport(changed as ImportRow);
  });
}

export const TAKEN_BACK = "This import is being taken back, and ends by itself.";
export const HAS_ENDED = "This import has ended. Create another one with the file.";
