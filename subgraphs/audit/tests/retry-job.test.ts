import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedJob, stateOf } from "./job-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const RETRY =
  "mutation Retry($id: ID!) { retryJob(input: { id: $id }) { job { id state attempts error { code } finishedAt } } }";

test("a job that was given up waits again, with its event and its audit event in one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant, "FAILED");
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, RETRY, { id });
  expect(data.retryJob.job).toEqual({ id, state: "QUEUED", attempts: 0, error: null, finishedAt: null });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "job.retried", payload: { kind: "test.job" } });
  expect(audit.at(-1)).toMatchObject({ action: "job.retry", target_id: id, body: { detail: { attempts: 1 } } });
  expect(audit.at(-1)?.xid).toBe(outbox.at(-1)?.xid);
});

test("any other job is not, and nothing is written; retrying twice at once retries once", async () => {
  const tenant = await seedTenant(rooms);
  for (const state of ["QUEUED", "RUNNING", "SUCCEEDED"] as const) {
    const id = await seedJob(rooms, tenant, state);
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, RETRY, { id });
    expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "input.id", code: "WRONG_STATE" }] }]);
    expect(await stateOf(rooms, id)).toBe(state);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  }
  const id = await seedJob(rooms, tenant, "FAILED");
  const retry = () => ask(rooms.audit.subgraph, tenant.as.Admin, RETRY, { id });
  const codes = (await Promise.all([retry(), retry()])).map(({ refusals }) => refusals[0]?.code);
  expect(codes.toSorted()).toEqual(["CONFLICT", undefined]);
});
