import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { type EnqueuedJob, enqueueJob, type NewJob } from "@bulkhead/kernel/job-enqueue.ts";
import { requestOf, type TestRooms, type TestTenant } from "../../../tests/testkit/rooms.ts";

/** A job in the ledger that no worker touches; answers its public id. */
export async function seedJob(
  rooms: TestRooms,
  tenant: TestTenant,
  state: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" = "QUEUED",
  job: Partial<NewJob> = {},
): Promise<string> {
  const statement = enqueueJob(requestOf(tenant.as.Admin), tenant.tenantId, { kind: "test.job", payload: {}, ...job });
  const [[made]] = (await flushAsTenant(rooms.platform.databases.audit, tenant.tenantId, [statement])) as [
    [EnqueuedJob],
  ];
  const { pool } = rooms.platform.databases.owner;
  await pool.query(
    `update platform.job set state = $2, fence = 1, attempts = 1,
       finished_at = case when $2 in ('SUCCEEDED', 'FAILED') then now() end,
       lease_until = case when $2 = 'RUNNING' then now() + interval '1 hour' end,
       error_code = case when $2 = 'FAILED' then 'CONFLICT' end,
       error_message = case when $2 = 'FAILED' then 'There is one already.' end
     where id = $1 and $2 <> 'QUEUED'`,
    [made.id, state],
  );
  return encodeId("job", made.id);
}

/** Where the ledger says it stands. */
export async function stateOf(rooms: TestRooms, id: string): Promise<string | undefined> {
  const text = "select state from platform.job where id = $1";
  return (await rooms.platform.databases.owner.pool.query(text, [tryDecodeId("job", id)])).rows[0]?.state;
}
