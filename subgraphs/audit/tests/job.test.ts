import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { seedJob } from "./job-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const JOB = `query Job($id: ID!) { job(id: $id) {
  id kind state attempts maxAttempts progress runAfter cancelRequested error { code message } requestedBy { id }
  requestId createdAt startedAt finishedAt } }`;

test("a job is found by its id, with why it was given up", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant, "FAILED");
  const { data, refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, JOB, { id });
  expect(refusals).toEqual([]);
  expect(data.job).toMatchObject({
    id,
    kind: "test.job",
    state: "FAILED",
    attempts: 1,
    progress: 0,
    cancelRequested: false,
    error: { code: "CONFLICT", message: "There is one already." },
    requestedBy: { id: tenant.as.Admin.id },
    requestId: expect.stringMatching(/^req_/),
    startedAt: null,
  });
  expect(data.job.finishedAt > data.job.createdAt).toBe(true);
});

test("a job that waits shows no error and no end", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedJob(rooms, tenant);
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, JOB, { id });
  expect(data.job).toMatchObject({ state: "QUEUED", error: null, finishedAt: null });
});

test("what a job works on can be read neither through the API nor by the room's role", async () => {
  const tenant = await seedTenant(rooms);
  await seedJob(rooms, tenant, "QUEUED", { payload: { secret: "swordfish" } });
  const fields = await ask(rooms.audit.subgraph, tenant.as.Admin, '{ __type(name: "Job") { fields { name } } }');
  expect(JSON.stringify(fields.data)).not.toContain("payload");
  const read = rooms.platform.databases.audit.pool.query("select payload from platform.job_payload");
  await expect(read).rejects.toThrow("permission denied");
});

test("an id of another kind is refused with the argument's name, one of nothing is not found", async () => {
  const tenant = await seedTenant(rooms);
  const other = await ask(rooms.audit.subgraph, tenant.as.Admin, JOB, { id: tenant.adminUserId });
  expect(other.refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id" }] }]);
  const none = await ask(rooms.audit.subgraph, tenant.as.Admin, JOB, { id: encodeId("job", newUuid()) });
  expect(none.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
