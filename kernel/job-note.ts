import { type Database, describeFault, flushAsTenant } from "./database.ts";
import type { JobNote } from "./job-backlog.ts";
import type { Dispatcher } from "./job-dispatch.ts";
import type { JobKind } from "./job-kind.ts";
import { claimJob, findJob } from "./job-ledger.ts";
import { type RunDeps, runJob } from "./job-run.ts";

export interface NoteDeps extends RunDeps {
  kinds: ReadonlyMap<string, JobKind>;
  dispatcher: Dispatcher;
}

/** A job of a kind that nobody here knows is offered again after this time: a newer process may be on its way. */
const UNKNOWN_KIND_MS = 10_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Does what a note from the queue points to. A note proves nothing, since whoever can write to the queue may have written
 * it: the ledger decides, inside the tenant the note names, so a job of another tenant is not even found. Never rejects.
 */
export async function followNote(deps: NoteDeps, found: unknown): Promise<void> {
  const { db, log, kinds, leaseMs, draining, dispatcher } = deps;
  try {
    const note = readNote(found);
    if (!note) return log.warn("the queue held something that is no note about a job; dropped");
    const allowed = await deps.runnable(note.tenantId);
    if (draining.aborted || allowed.size === 0) return await putBack(db, note, 0);
    const job = await claimJob(db, note, allowed, leaseMs);
    const kind = job && allowed.get(job.kind);
    if (kind) await runJob(deps, kind, job);
    else if (allowed !== kinds) await putBack(db, note, 0);
    else await explain(deps, note);
    await dispatcher.dispatch(note.tenantId);
  } catch (error) {
    // The note is gone, the ledger is not: the reconciler brings the job back.
    log.warn({ detail: describeFault(error) }, "a job could not be taken");
  }
}

function readNote(found: unknown): JobNote | undefined {
  const { tenantId, jobId, fence } = (found ?? {}) as Record<string, unknown>;
  if (typeof tenantId !== "string" || typeof jobId !== "string") return undefined;
  if (typeof fence !== "number" || !Number.isInteger(fence) || fence < 0 || fence > 0x7fffffff) return undefined;
  return UUID.test(tenantId) && UUID.test(jobId) ? { tenantId, jobId, fence } : undefined;
}

/** Why a note led to no job. */
async function explain({ db, log, kinds }: NoteDeps, note: JobNote): Promise<void> {
  const { tenantId, jobId } = note;
  const known = await findJob(db, tenantId, jobId);
  if (!known) return log.warn({ tenantId, jobId }, "the queue held a job that its tenant does not have; dropped");
  const about = { tenantId, jobId, kind: known.kind, state: known.state };
  if (kinds.has(known.kind)) return log.debug(about, "a note about a job came too late; dropped");
  log.warn(about, "a job of a kind that this process does not know waits for another process");
  await putBack(db, note, UNKNOWN_KIND_MS);
}

/** Back into its tenant's line, unclaimed. */
async function putBack(db: Database, { tenantId, jobId, fence }: JobNote, delayMs: number): Promise<void> {
  await flushAsTenant(db, tenantId, [
    {
      name: "job_put_back",
      text: `update platform.job set dispatched_at = null,
               run_after = greatest(run_after, now() + $4 * interval '1 ms')
             where tenant_id = $1 and id = $2 and fence = $3 and state = 'QUEUED'`,
      values: [tenantId, jobId, fence, delayMs],
    },
  ]);
}
