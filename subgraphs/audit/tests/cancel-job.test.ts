import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedJob, stateOf } from "./job-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CANCEL =
  "mutation Cancel($id: ID!) { cancelJob(input: { id: $id }) { job { id state cancelRequested finishedAt } } }";

test("a waiting job ends at once, with its event and its audit event in one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant);
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, CANCEL, { id });
  expect(data.cancelJob.job).toMatchObject({ id, state: "CANCELLED", cancelRequested: true });
  expect(data.cancelJob.job.finishedAt).not.toBeNull();
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "job.cancelled", payload: { kind: "test.job", state: "CANCELLED" } });
  expect(audit.at(-1)).toMatchObject({ action: "job.cancel", target_id: id, actor_id: tenant.as.Admin.id });
  expect(audit.at(-1)?.xid).toBe(outbox.at(-1)?.xid);
});

test("a running job is asked to end; its worker does the rest", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant, "RUNNING");
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, CANCEL, { id });
  expect(data.cancelJob.job).toMatchObject({ state: "RUNNING", cancelRequested: true, finishedAt: null });
  const { outbox } = await written(rooms, tenant.tenantId);
  expect(outbox.at(-1)).toMatchObject({ type: "job.cancelled", payload: { state: "RUNNING" } });
});

test("cancelling twice, at once or later, is cancelling once", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant);
  const cancel = () => ask(rooms.audit.subgraph, tenant.as.Admin, CANCEL, { id });
  const answers = [...(await Promise.all([cancel(), cancel()])), await cancel()];
  for (const { data } of answers) expect(data.cancelJob.job).toMatchObject({ state: "CANCELLED" });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.filter(({ type }) => type === "job.cancelled")).toHaveLength(1);
  expect(audit.filter(({ action }) => action === "job.cancel")).toHaveLength(1);
});

test("a job that has ended is not cancelled, and nothing is written", async () => {
  const tenant = await seedTenant(rooms);
  for (const state of ["SUCCEEDED", "FAILED"] as const) {
    const id = await seedJob(rooms, tenant, state);
    const before = await written(rooms, tenant.tenantId);
    const { refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, CANCEL, { id });
    expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ path: "input.id", code: "WRONG_STATE" }] }]);
    expect(await stateOf(rooms, id)).toBe(state);
    expect(await written(rooms, tenant.tenantId)).toEqual(before);
  }
});
