import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Blob } from "@bulkhead/kernel/blob.ts";
import { keepBlob } from "@bulkhead/kernel/blob-keep.ts";
import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import pg from "pg";
import { isToBeTold } from "../transfers/pace.ts";
import type { ExportCode } from "./codes.ts";
import type { ExportCheckpoint, ExportJob } from "./export-state.ts";
import { expireParts, keepParts } from "./part-lives.ts";
import { type Reached, reachedSql, shareOf, tellProgress } from "./progress.ts";

/** Another runner has moved the export on, it was paused or cancelled, or its schema changed; what this one wanted to commit was rolled back. */
export class ExportTaken extends Error {}

export interface ExportEnd {
  status: "SUCCEEDED" | "FAILED" | "CANCELLED";
  /** Of the file; with SUCCEEDED alone. */
  sha256?: string;
  failure?: { code: ExportCode; message: string };
}

/** How long a file can be fetched, in days. */
const KEEP_DAYS = 7;

/** Whoever comes second from the same step waits for the first, then fails on the constraint export_fence. */
const FENCE = fence("$3 - 1");
/** For what moves nothing: whoever has lost the export finds out. */
const HELD = fence("$3");
/** Not even a schema that changed while the last records were read gets past it: who comes next finds that out. */
const LAST_FENCE = fence(
  "$3 - 1",
  "and schema_version = (select c.version from data.collection c where c.tenant_id = $1 and c.id = collection_id)",
);

function fence(from: string, also = ""): string {
  return `step = case when step = ${from} and status in ('QUEUED', 'RUNNING', 'PAUSED') ${also} then $3 else -1 end`;
}

/** Of one that was paused or has ended the fence decides. */
const RUNNING = "status = case status when 'QUEUED' then 'RUNNING' else status end";

/** Tells how far a part is that is being written; fails when the export was taken, so that nobody goes on with it in vain. */
export async function commitProgress(db: Database, job: ExportJob, to: Reached): Promise<void> {
  const { tenantId, exportId, checkpoint } = job;
  await fenced(db, job, [
    {
      name: "export_progress",
      text: `update data.export set ${RUNNING}, records_total = $4, ${reachedSql("$5", "$6", "true")}, ${HELD}
             where tenant_id = $1 and id = $2`,
      values: [tenantId, exportId, checkpoint.step, to.total, to.written, shareOf(to)],
    },
    tellProgress(job, to),
  ]);
  job.toldAt = Date.now();
}

/**
 * Commits a part and the checkpoint behind it, and with the last one the end, in one transaction. Its bytes stay from then on
 * until the export ends, however long that takes.
 */
export async function commitPart(
  db: Database,
  job: ExportJob,
  to: Omit<ExportCheckpoint, "step"> & Reached,
  blob: Blob,
  /** Of the whole file; undefined unless this is its last part. */
  sha256: string | undefined,
): Promise<void> {
  const next = { ...to, step: job.checkpoint.step + 1 };
  const { tenantId, exportId } = job;
  const isLast = sha256 !== undefined;
  const isTold = !isLast && isToBeTold(job);
  const statements: Statement[] = [
    keepBlob(tenantId, blob.id),
    {
      name: "export_checkpoint",
      text: `update data.export set ${RUNNING}, after_id = $4, records_total = $5, records_written = $6, bytes = $7,
               digest_state = $8, ${reachedSql("$6", "$9", "$10")}, ${FENCE}
             where tenant_id = $1 and id = $2`,
      values: [
        ...[tenantId, exportId, next.step, next.afterId, next.total, next.written, next.bytes, next.digestState],
        ...[shareOf(to), isTold],
      ],
    },
    {
      name: "export_part_insert",
      text: `insert into data.export_part (tenant_id, export_id, seq, blob_id, bytes, sha256) values ($1, $2, $3, $4, $5, $6)`,
      values: [tenantId, exportId, next.step, blob.id, blob.bytes, blob.sha256],
    },
    ...(isTold ? [tellProgress(job, to)] : []),
  ];
  const after = { ...job, checkpoint: next };
  await fenced(db, job, isLast ? [...statements, ...ending(after, { status: "SUCCEEDED", sha256 })] : statements);
  job.checkpoint = isLast ? { ...next, step: next.step + 1 } : next;
  job.isFinished = isLast;
  if (isTold) job.toldAt = Date.now();
}

export async function commitExportEnd(db: Database, job: ExportJob, end: ExportEnd): Promise<void> {
  await fenced(db, job, ending(job, end));
  job.isFinished = true;
}

/** Its state, its event and its audit event. What it was asked with is data, and of no more use. */
function ending(
  { tenantId, exportId, collection, format, requestId, createdAt, checkpoint }: ExportJob,
  end: ExportEnd,
): Statement[] {
  const { status, sha256, failure } = end;
  const ctx = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const counts = { records: checkpoint.written, bytes: checkpoint.bytes };
  const isWhole = status === "SUCCEEDED";
  return [
    {
      name: isWhole ? "export_success" : "export_end",
      text: `update data.export set status = $4, finished_at = now(), failure_code = $5, failure_message = $6, filter = null,
               digest_state = null, sha256 = $7, progress = case when $4 = 'SUCCEEDED' then 1 else progress end,
               expires_at = case when $4 = 'SUCCEEDED' then now() + ${KEEP_DAYS} * interval '1 day' end,
               ${isWhole ? LAST_FENCE : FENCE}
             where tenant_id = $1 and id = $2`,
      values: [tenantId, exportId, checkpoint.step + 1, status, failure?.code, failure?.message, sha256],
    },
    isWhole ? keepParts(tenantId, exportId, KEEP_DAYS) : expireParts(tenantId, exportId),
    appendOutbox(tenantId, [{ type: "export.finished", subject: exportId, payload: { format, status, ...counts } }]),
    appendAudit(ctx, tenantId, {
      action: "export.finish",
      target: encodeId("export", exportId),
      detail: {
        ...{ collection, format, status, ...counts, ...(sha256 === undefined ? {} : { sha256 }) },
        durationMs: Math.max(0, Date.now() - Date.parse(createdAt)),
      },
    }),
  ];
}

async function fenced(db: Database, { tenantId, exportId }: ExportJob, statements: Statement[]): Promise<void> {
  try {
    await flushAsTenant(db, tenantId, statements);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.constraint === "export_fence")
      throw new ExportTaken(`export ${exportId} is in other hands`, { cause: error });
    throw error;
  }
}
