import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Database, describeFault } from "./database.ts";
import { appErrorOf } from "./error.ts";
import { backoffOf, type JobContext, JobFailure, type JobKind, type JobOutcome, type StopReason } from "./job-kind.ts";
import {
  type ClaimedJob,
  extendLease,
  finishJob,
  type JobFault,
  jobPrincipal,
  type Release,
  releaseJob,
} from "./job-ledger.ts";
import { type Log, redact } from "./log.ts";

/** Why a job's last attempt failed, beside the codes of requests: code → when it happens (docs/errors.md). */
export const JOB_CODES = {
  JOB_TIMEOUT: "The job took longer than its kind allows.",
  WORKER_LOST: "The process that worked on the job died or could not be heard of.",
  JOB_DEFERRED: "A service that the job needs does not take its work just now.",
  JOB_REFUSED: "What the job was to hand over was refused for good, or came too late.",
} as const;

export const jobFault = (code: keyof typeof JOB_CODES): JobFault => ({ code, message: JOB_CODES[code] });

/** How long a job may go on after its signal aborted; then it is ended without it. */
export const UNWIND_MS = 5_000;

/** A worker that cannot reach the ledger goes on trying to say how a job ended for this long. */
const SETTLE_MS = 30_000;

export interface RunDeps {
  /** Signed in as bulkhead_worker. */
  db: Database;
  log: Log;
  /** The kinds of which the tenant's jobs may run now. */
  runnable(tenantId: string): Promise<ReadonlyMap<string, JobKind>>;
  /** A job not heard of for this long is taken to be lost with its worker. */
  leaseMs: number;
  /** Aborts when the process drains. */
  draining: AbortSignal;
}

type Ending = { how: "outcome"; outcome: JobOutcome } | { how: "error"; error: unknown } | { how: "abandoned" };

/** Works on a claimed job until its turn is over, and writes down what became of it. Does not reject. */
export async function runJob(deps: RunDeps, kind: JobKind, job: ClaimedJob): Promise<void> {
  const { log } = deps;
  const stop = new AbortController();
  const turn = { progress: undefined as number | undefined, over: new AbortController() };
  const watching = watch(deps, kind, job, stop, turn);
  const ending = await runToEnd(kind, contextOf(kind, job, stop.signal, turn), job, stop.signal);
  turn.over.abort();
  await watching;
  const reason = stop.signal.aborted ? (stop.signal.reason as StopReason) : undefined;
  const { tenantId, jobId, requestId, attempts } = job;
  const about = { tenantId, jobId, kind: kind.name, requestId, attempt: attempts };
  if (ending.how === "error" && reason === undefined)
    log.warn({ ...about, detail: describeFault(ending.error) }, "an attempt at a job failed");
  if (ending.how === "abandoned") log.error({ ...about, reason }, "a job did not heed its signal and was given up");
  await settle(deps, job, verdictOf(kind, job, ending, reason), turn.progress, about);
}

/** The job's own end, or the end of our patience with it. */
async function runToEnd(kind: JobKind, ctx: JobContext, job: ClaimedJob, signal: AbortSignal): Promise<Ending> {
  const done = new AbortController();
  const run = (async (): Promise<Ending> => {
    try {
      return { how: "outcome", outcome: await kind.run(ctx, job.payload) };
    } catch (error) {
      return { how: "error", error };
    }
  })();
  const patience = new Promise<Ending>((resolve) => {
    const onAbort = () => {
      const given = sleep(UNWIND_MS, undefined, { signal: done.signal, ref: false });
      given.then(() => resolve({ how: "abandoned" })).catch(() => {});
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  return Promise.race([run, patience]).finally(() => done.abort());
}

interface Turn {
  progress: number | undefined;
  over: AbortController;
}

function contextOf(kind: JobKind, job: ClaimedJob, signal: AbortSignal, turn: Turn): JobContext {
  const { tenantId, jobId, requestId, attempts } = job;
  const end = performance.now() + kind.sliceMs;
  return {
    principal: jobPrincipal(tenantId, kind.permissions),
    requestId,
    clientAddress: null,
    tenantId,
    jobId,
    attempt: attempts,
    isLastAttempt: attempts >= job.maxAttempts,
    signal,
    isOver: () => signal.aborted || performance.now() > end,
    progress(share) {
      turn.progress = Math.min(Math.max(share, 0), 1);
    },
  };
}

/** How often it is looked whether the tenant still is at work: from memory, unlike the lease. */
const LOOK_MS = 250;

/** Extends the lease while the job runs, and tells it to stop when there is a reason. */
async function watch(deps: RunDeps, kind: JobKind, job: ClaimedJob, stop: AbortController, turn: Turn): Promise<void> {
  const { db, log, leaseMs, draining } = deps;
  const begun = performance.now();
  let heard = begun;
  let extended = begun;
  const onDrain = () => stop.abort("draining" satisfies StopReason);
  if (draining.aborted) onDrain();
  draining.addEventListener("abort", onDrain);
  try {
    for (;;) {
      const left = Math.max(1, kind.timeoutMs - (performance.now() - begun));
      await sleep(stop.signal.aborted ? leaseMs / 4 : Math.min(LOOK_MS, leaseMs / 4, left), undefined, {
        signal: turn.over.signal,
      });
      if (performance.now() - begun >= kind.timeoutMs) stop.abort("timeout" satisfies StopReason);
      try {
        if (!(await deps.runnable(job.tenantId)).has(kind.name)) stop.abort("suspended" satisfies StopReason);
        if (performance.now() - extended < leaseMs / 4) continue;
        extended = performance.now();
        const lease = await extendLease(db, job, leaseMs, turn.progress);
        heard = performance.now();
        if (!lease) stop.abort("lost" satisfies StopReason);
        else if (lease.cancelled) stop.abort("cancelled" satisfies StopReason);
      } catch (error) {
        log.warn({ jobId: job.jobId, detail: describeFault(error) }, "a job's lease could not be extended");
        if (performance.now() - heard > leaseMs) stop.abort("lost" satisfies StopReason);
      }
    }
  } catch {
    // The turn is over: the sleep was ended.
  } finally {
    draining.removeEventListener("abort", onDrain);
  }
}

export type Verdict =
  | { end: "SUCCEEDED" | "FAILED" | "CANCELLED"; fault?: JobFault | undefined }
  | ({ end?: undefined } & Release);

function verdictOf(kind: JobKind, job: ClaimedJob, ending: Ending, reason: StopReason | undefined): Verdict {
  const { attempts, maxAttempts, requestId } = job;
  if (ending.how === "outcome" && ending.outcome === "done") return { end: "SUCCEEDED" };
  if (reason === "cancelled") return { end: "CANCELLED" };
  if (ending.how === "outcome") return { attempts: 0, delayMs: 0 };
  // Neither the tenant's suspension nor our own going away is the job's fault.
  if (reason === "suspended" || reason === "draining" || reason === "lost")
    return { attempts: Math.max(0, attempts - 1), delayMs: 0 };
  const delayMs = backoffOf(kind, attempts);
  const error = ending.how === "error" ? ending.error : undefined;
  // A database that does not answer is not the job's fault either, and will answer some time.
  if (reason !== "timeout" && appErrorOf(error)?.code === "UNAVAILABLE")
    return { attempts: Math.max(0, attempts - 1), delayMs, fault: faultOf(error, requestId) };
  const fault = reason === "timeout" ? jobFault("JOB_TIMEOUT") : faultOf(error, requestId);
  const isFinal = fault.code === "JOB_REFUSED" || attempts >= maxAttempts;
  return isFinal ? { end: "FAILED", fault } : { attempts, delayMs, fault };
}

/** What may be shown of an error: its own public sentence, or that there is one in the log. */
function faultOf(error: unknown, requestId: string): JobFault {
  const known = error instanceof JobFailure ? error : appErrorOf(error);
  if (known) return { code: known.code, message: redact(known.message) };
  const message = `The job met a fault of the server. Tell its operator the request id ${requestId}.`;
  return { code: "INTERNAL_SERVER_ERROR", message };
}

async function settle(
  { db, log }: RunDeps,
  job: ClaimedJob,
  verdict: Verdict,
  progress: number | undefined,
  about: object,
): Promise<void> {
  const deadline = performance.now() + SETTLE_MS;
  for (let wait = 100; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      if (verdict.end !== undefined) await finishJob(db, job, verdict.end, verdict);
      // Not released: it is in other hands, or was cancelled between the last look and now.
      else if (!(await releaseJob(db, job, { ...verdict, progress }))) await finishJob(db, job, "CANCELLED");
      return;
    } catch (error) {
      if (isFenced(error)) return log.warn(about, "a job was in other hands when it ended here");
      if (performance.now() > deadline) {
        log.error({ ...about, detail: describeFault(error) }, "how a job ended could not be written down");
        return;
      }
      await sleep(wait);
    }
  }
}

/** Another worker has the job, or it has ended already; nothing was written. */
export function isFenced(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.constraint === "job_fence";
}
