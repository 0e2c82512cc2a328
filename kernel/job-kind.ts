import type { RequestContext } from "./context.ts";
import type { Permission } from "./permission.ts";

/** Where a job stands. FAILED is the dead letter: given up, listed, and retried only when an Admin asks. */
export const JOB_STATES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** `again` gives other jobs their turn: the rest of the work goes to the back of the line. */
export type JobOutcome = "done" | "again";

/** Why `signal` was aborted. */
export type StopReason = "cancelled" | "timeout" | "suspended" | "draining" | "lost";

/**
 * What a running job is given. It acts as the platform inside its tenant, with the permissions of its kind and no other,
 * under the request that asked for it; so what it does passes `authorize()` and row-level security like any request.
 */
export interface JobContext extends RequestContext {
  tenantId: string;
  /** uuid */
  jobId: string;
  /** 1 for the first; starts again after a turn that got on. */
  attempt: number;
  isLastAttempt: boolean;
  /**
   * Aborts when the job must end: an Admin cancelled it, its time is up, its tenant was suspended, the process drains, or
   * another worker has it. What it has committed stays; whoever ignores the signal is given up after `UNWIND_MS`.
   */
  signal: AbortSignal;
  /** The turn is over, or the signal aborted: store where you are and answer `again`. */
  isOver(): boolean;
  /** Share that is done, 0 to 1; shown to Admins within two seconds. */
  progress(share: number): void;
}

/**
 * Why an attempt failed, in words that an Admin may read, as they stand in the ledger and in the log. After one that is
 * final no other is made: it would fail as well.
 */
export class JobFailure extends Error {
  readonly code: "JOB_REFUSED" | "JOB_DEFERRED";

  constructor(message: string, { isFinal }: { isFinal: boolean }) {
    super(message);
    this.name = "JobFailure";
    this.code = isFinal ? "JOB_REFUSED" : "JOB_DEFERRED";
  }
}

/** A kind of background work: its name, its bounds, and the code. */
export interface JobKind<Payload extends object = object> {
  /** `data.import`: the room, then what is done. */
  name: string;
  permissions: readonly Permission[];
  /** Attempts in a row, without getting on, after which it becomes a dead letter. A killed worker counts as one. */
  maxAttempts: number;
  /** Wait before the second attempt in ms; doubles with each, with jitter, up to five minutes. */
  backoffMs: number;
  /** Longest turn in ms; then the signal aborts and the attempt has failed. */
  timeoutMs: number;
  /** After this long `isOver()` says so. */
  sliceMs: number;
  /** Whether it also runs while its tenant is suspended: for what takes the tenant's data out. */
  runsSuspended: boolean;
  /** May run twice after a worker died or lost its lease: what it changes must bear that. */
  run(ctx: JobContext, payload: Payload): Promise<JobOutcome>;
  /** Tidies up behind a job that ended without success, at least once; it may have ended without ever running. */
  onGivenUp?(ctx: RequestContext & { tenantId: string }, payload: Payload, state: JobState): Promise<void>;
}

const MAX_BACKOFF_MS = 5 * 60_000;

/** Declares a kind. Bounds left out: 5 attempts, 1 s, doubling; ten minutes; turns of five seconds; none while suspended. */
export function defineJob<Payload extends object>(
  kind: Pick<JobKind<Payload>, "name" | "permissions" | "run"> & Partial<JobKind<Payload>>,
): JobKind {
  const bounds = { maxAttempts: 5, backoffMs: 1_000, timeoutMs: 10 * 60_000, sliceMs: 5_000, runsSuspended: false };
  // Payloads come from the ledger as the room's own code wrote them, so the type ends where they are stored.
  return { ...bounds, ...kind } as unknown as JobKind;
}

/** Wait before the next attempt: doubling, with a jitter of half, so that what failed together does not return together. */
export function backoffOf(kind: Pick<JobKind, "backoffMs">, attempt: number, random = Math.random): number {
  const full = Math.min(kind.backoffMs * 2 ** Math.max(0, attempt - 1), MAX_BACKOFF_MS);
  return Math.round(full * (0.5 + random() / 2));
}
