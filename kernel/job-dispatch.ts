import { type Database, describeFault } from "./database.ts";
import { dispatchJobs, type JobNote } from "./job-backlog.ts";
import type { JobKind } from "./job-kind.ts";
import type { Log } from "./log.ts";

export interface Dispatcher {
  /**
   * Tells the queue of the tenant's next jobs, as many as its share allows; of a suspended tenant those that may run. Rejects only
   * when the ledger does not answer: what the queue could not be told, the reconciler tells it.
   */
  dispatch(tenantId: string): Promise<void>;
  stop(): void;
}

export interface DispatcherOptions {
  /** Signed in as bulkhead_worker. */
  db: Database;
  add(notes: readonly JobNote[]): Promise<void>;
  kinds: ReadonlyMap<string, JobKind>;
  /** The kinds of which the tenant's jobs may run now: all of `kinds` while it is at work. */
  runnable(tenantId: string): Promise<ReadonlyMap<string, JobKind>>;
  /** Jobs of one tenant that may be with the queue or a worker at a time. */
  perTenant: number;
  log: Log;
}

/** Tenants whose next job is waited for by a timer; beyond that the reconciler finds them, a few seconds late. */
const MAX_TIMERS = 10_000;
const MAX_TIMER_MS = 60 * 60_000;

/**
 * Fair share: a tenant never has more than a few jobs in the queue, and its next one joins at the end when one of them
 * has had its turn. So however many jobs a tenant has, another's first job waits for a turn, not for them.
 */
export function createDispatcher({ db, add, kinds, runnable, perTenant, log }: DispatcherOptions): Dispatcher {
  const timers = new Map<string, { at: number; timer: NodeJS.Timeout }>();
  let stopped = false;

  async function dispatch(tenantId: string): Promise<void> {
    const allowed = await runnable(tenantId);
    if (stopped || allowed.size === 0) return;
    // Kinds that only a newer process knows are dispatched too, so they are not named while everything may run.
    const { notes, nextMs } = await dispatchJobs(
      db,
      tenantId,
      perTenant,
      allowed === kinds ? null : [...allowed.keys()],
    );
    if (nextMs !== undefined) wakeIn(tenantId, nextMs);
    await add(notes).catch((error: unknown) =>
      log.warn({ tenantId, detail: describeFault(error) }, "the queue was not told of jobs; it will be later"),
    );
  }

  /** For jobs that wait for their time: a retry with backoff, or one asked for later. */
  function wakeIn(tenantId: string, ms: number): void {
    const at = performance.now() + ms;
    const known = timers.get(tenantId);
    if (stopped || ms > MAX_TIMER_MS || (known && known.at <= at) || (!known && timers.size >= MAX_TIMERS)) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      timers.delete(tenantId);
      dispatch(tenantId).catch((error: unknown) =>
        log.warn({ tenantId, detail: describeFault(error) }, "due jobs wait for the database"),
      );
    }, ms).unref();
    timers.set(tenantId, { at, timer });
  }

  return {
    dispatch,
    stop() {
      stopped = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
