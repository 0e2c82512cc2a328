import type { Database } from "./database.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { countDispatched, dispatchedNotes, expiredJobs, tenantsWithWork } from "./job-backlog.ts";
import type { Dispatcher } from "./job-dispatch.ts";
import { backoffOf, type JobKind } from "./job-kind.ts";
import { finishJob, type JobReference, releaseJob } from "./job-ledger.ts";
import type { JobQueue } from "./job-queue.ts";
import { isFenced, jobFault } from "./job-run.ts";
import type { Log } from "./log.ts";

export interface ReconcileDeps {
  db: Database;
  queue: Pick<JobQueue, "add" | "count">;
  dispatcher: Dispatcher;
  kinds: ReadonlyMap<string, JobKind>;
  perTenant: number;
  log: Log;
}

/** Before every tenant's id; also the id of the installation, which therefore is none of those after it. */
const FIRST_TENANT = INSTALLATION_ID;

/**
 * Makes the queue agree with the ledger, from the ledger alone: jobs of dead workers come back, tenants with work that
 * nobody was told of are served, and notes that the queue lost are written again. Any process may run it, and any number
 * at a time: everything it does is conditional. Answers the tenant to go on from.
 */
export async function reconcile(deps: ReconcileDeps, from: string = FIRST_TENANT): Promise<string> {
  for (const job of await expiredJobs(deps.db)) await recover(deps, job);
  if (from === FIRST_TENANT) await deps.dispatcher.dispatch(INSTALLATION_ID);
  const tenants = await tenantsWithWork(deps.db, from, deps.perTenant);
  for (const tenantId of tenants) await deps.dispatcher.dispatch(tenantId);
  await restoreNotes(deps);
  return tenants.at(-1) ?? FIRST_TENANT;
}

/** A killed worker has spent an attempt: a job that kills every worker must end as a dead letter. */
async function recover({ db, dispatcher, kinds, log }: ReconcileDeps, job: JobReference): Promise<void> {
  const { tenantId, jobId, kind, attempts, maxAttempts, requestId } = job;
  const fault = jobFault("WORKER_LOST");
  const about = { tenantId, jobId, kind, requestId, attempt: attempts };
  const delayMs = backoffOf(kinds.get(kind) ?? { backoffMs: 1_000 }, attempts);
  try {
    if (attempts >= maxAttempts) await finishJob(db, job, "FAILED", { fault, ifExpired: true });
    else if (!(await releaseJob(db, job, { attempts, delayMs, fault, ifExpired: true })))
      await finishJob(db, job, "CANCELLED", { ifExpired: true });
    log.warn(about, "a job outlived its worker");
  } catch (error) {
    // Its worker was heard of after all, or another reconciler was first.
    if (!isFenced(error)) throw error;
  }
  await dispatcher.dispatch(tenantId);
}

/** A queue that holds fewer notes than it was given was wiped, or was not told: tell it all again. Twice is as once. */
async function restoreNotes({ db, queue, log }: ReconcileDeps): Promise<void> {
  const expected = await countDispatched(db);
  if (expected === 0) return;
  const held = await queue.count();
  if (held >= expected) return;
  log.info({ held, expected }, "the queue holds fewer jobs than it was given; telling it again");
  let after = { tenantId: FIRST_TENANT, jobId: FIRST_TENANT };
  for (;;) {
    const notes = await dispatchedNotes(db, after);
    const last = notes.at(-1);
    if (!last) return;
    await queue.add(notes);
    after = last;
  }
}
