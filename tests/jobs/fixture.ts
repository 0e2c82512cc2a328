import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { type EnqueuedJob, enqueueJob, type NewJob } from "@bulkhead/kernel/job-enqueue.ts";
import type { JobState } from "@bulkhead/kernel/job-kind.ts";
import type { TestPlatform } from "../testkit/database.ts";
import { admin } from "../testkit/steer-jobs.ts";
import { until } from "../testkit/until.ts";

/** Asks for a job as a room would; answers what the ledger said. */
export async function enqueue(
  platform: TestPlatform,
  tenantId: string,
  job: Partial<NewJob> & { kind: string },
): Promise<EnqueuedJob> {
  const ctx = admin(tenantId);
  const [[made]] = (await flushAsTenant(platform.databases.data, tenantId, [
    enqueueJob(ctx, tenantId, { payload: {}, ...job }),
  ])) as [[EnqueuedJob]];
  return made;
}

export interface LedgerRow {
  id: string;
  kind: string;
  state: JobState;
  attempts: number;
  fence: number;
  progress: number;
  error_code: string | null;
  error_message: string | null;
  dispatched_at: Date | null;
}

export async function ledger(platform: TestPlatform, tenantId: string): Promise<LedgerRow[]> {
  const text = "select * from platform.job where tenant_id = $1 order by id";
  return (await platform.databases.owner.pool.query<LedgerRow>(text, [tenantId])).rows;
}

export async function jobOf(platform: TestPlatform, tenantId: string, id: string): Promise<LedgerRow> {
  const row = (await ledger(platform, tenantId)).find((one) => one.id === id);
  if (!row) throw new Error(`there is no job ${id}`);
  return row;
}

/** Resolves when the job stands so. */
export async function stands(
  platform: TestPlatform,
  tenantId: string,
  id: string,
  state: JobState,
  timeoutMs = 15_000,
): Promise<LedgerRow> {
  await until(async () => (await jobOf(platform, tenantId, id)).state === state, timeoutMs);
  return jobOf(platform, tenantId, id);
}

/** Resolves when the signal aborts, as a job that heeds it ends. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** What was written about a job: types of its outbox events, actions of its audit events. */
export async function written(platform: TestPlatform, tenantId: string, id: string) {
  const { pool } = platform.databases.owner;
  const outbox = await pool.query<{ type: string; payload: unknown }>(
    "select type, payload from platform.outbox where tenant_id = $1 and subject = $2 order by outbox.xid, id",
    [tenantId, id],
  );
  const audit = await pool.query<{ action: string; actor_id: string; body: { requestId: string; detail: unknown } }>(
    "select action, actor_id, body from platform.audit_event where tenant_id = $1 and target_id = $2 order by id",
    [tenantId, encodeId("job", id)],
  );
  return { outbox: outbox.rows, audit: audit.rows };
}
