import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Blob, BlobStore } from "@bulkhead/kernel/blob.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, flushAsTenant, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { JobContext, JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { ExportStatus } from "./export-row.ts";
import { exportedTables, readManifest } from "./manifest.ts";
import { BEGINNING, type ExportCheckpoint, writePart } from "./write-part.ts";

export interface ExportDeps {
  /** Signed in as bulkhead_tenancy; `exporter` as bulkhead_exporter. */
  db: Database;
  exporter: Database;
  /** Where the parts go; the gateway reads them from there. */
  blobs: BlobStore;
}

/** How long an export can be fetched. */
export const KEEP_DAYS = 7;
const DAY_MS = 86_400_000;
/** A part is written before the last one, by a day at most. */
const PART_DAYS = KEEP_DAYS + 1;

interface StateRow {
  status: ExportStatus;
  has_audit: boolean;
  checkpoint: Partial<ExportCheckpoint>;
  parts: number;
  bytes: string;
}

/** Writes the next part of an export; done when it was the last. Another runner of the same one is refused by the part's key. */
export async function serveExport(deps: ExportDeps, ctx: JobContext, exportId: string): Promise<JobOutcome> {
  const { tenantId } = ctx;
  const state = await readState(deps.db, tenantId, exportId);
  if (state?.status !== "QUEUED" && state?.status !== "RUNNING") return "done";
  const from: ExportCheckpoint = { ...BEGINNING, ...state.checkpoint };
  const tables = await exportedTables(deps.exporter, state.has_audit);
  const part = writePart(
    {
      exporter: deps.exporter,
      tenantId,
      tables,
      manifest: () => readManifest(deps.exporter, tenantId, tables),
      isOver: ctx.isOver,
    },
    from,
  );
  const expiresAt = new Date(Date.now() + PART_DAYS * DAY_MS);
  const blob = await deps.blobs.put(tenantId, part.bytes, { maxBytes: Number.MAX_SAFE_INTEGER, expiresAt });
  const at = part.checkpoint();
  try {
    await commitPart(deps, ctx, exportId, { seq: state.parts, blob, at, bytesBefore: Number(state.bytes), tables });
  } catch (error) {
    await deps.blobs.delete(tenantId, blob.id).catch(() => {});
    throw error;
  }
  return at.isDone ? "done" : "again";
}

async function readState(db: Database, tenantId: string, exportId: string): Promise<StateRow | undefined> {
  const [row] = await readAsTenant<StateRow>(db, tenantId, {
    name: "tenant_export_state",
    text: `select status, has_audit, checkpoint, bytes, (select count(*)::int from tenancy.tenant_export_part p
             where p.tenant_id = $1 and p.export_id = $2) as parts
           from tenancy.tenant_export where tenant_id = $1 and id = $2`,
    values: [tenantId, exportId],
  });
  return row;
}

interface WrittenPart {
  seq: number;
  blob: Blob;
  at: ExportCheckpoint;
  bytesBefore: number;
  tables: readonly { name: string }[];
}

async function commitPart(
  { db }: ExportDeps,
  ctx: JobContext,
  exportId: string,
  { seq, blob, at, bytesBefore, tables }: WrittenPart,
): Promise<void> {
  const { tenantId } = ctx;
  const rows = Object.values(at.rows).reduce((sum, count) => sum + count, 0);
  const bytes = bytesBefore + blob.bytes;
  const done = tables.filter(({ name }) => name < (at.table ?? "")).length;
  const progress = at.isDone ? 1 : done / (tables.length + 1);
  ctx.progress(progress);
  await flushAsTenant(db, tenantId, [
    {
      name: "tenant_export_part_insert",
      text: "insert into tenancy.tenant_export_part (tenant_id, export_id, seq, blob_id, bytes) values ($1, $2, $3, $4, $5)",
      values: [tenantId, exportId, seq, blob.id, blob.bytes],
    },
    {
      name: "tenant_export_move",
      text: `update tenancy.tenant_export set status = 'RUNNING', checkpoint = $3, progress = $4, rows = $5, bytes = $6
             where tenant_id = $1 and id = $2`,
      values: [tenantId, exportId, JSON.stringify(at), progress, rows, bytes],
    },
    ...(at.isDone ? endStatements(ctx, tenantId, exportId, { status: "SUCCEEDED", rows, bytes }) : []),
  ]);
}

/** Ends an export: its state, event and audit event. */
function endStatements(
  ctx: RequestContext,
  tenantId: string,
  exportId: string,
  { status, rows, bytes }: { status: "SUCCEEDED" | "FAILED"; rows: number; bytes: number },
): Statement[] {
  return [
    {
      name: "tenant_export_end",
      text: `update tenancy.tenant_export set status = $3, finished_at = now(),
               expires_at = case when $3 = 'SUCCEEDED' then now() + $4 * interval '1 day' end
             where tenant_id = $1 and id = $2`,
      values: [tenantId, exportId, status, KEEP_DAYS],
    },
    appendOutbox(tenantId, [{ type: "tenant-export.finished", subject: exportId, payload: { status } }]),
    appendAudit(ctx, tenantId, {
      action: "tenant-export.finish",
      target: encodeId("tenantExport", exportId),
      detail: { status, rows, bytes },
    }),
  ];
}

/** An export whose job is no more must not look as if it went on. */
export async function failExport({ db }: ExportDeps, ctx: RequestContext, tenantId: string, exportId: string) {
  const state = await readState(db, tenantId, exportId);
  if (state?.status !== "QUEUED" && state?.status !== "RUNNING") return;
  const rows = Object.values(state.checkpoint.rows ?? {}).reduce((sum, count) => sum + count, 0);
  await flushAsTenant(
    db,
    tenantId,
    endStatements(ctx, tenantId, exportId, { status: "FAILED", rows, bytes: Number(state.bytes) }),
  );
}
