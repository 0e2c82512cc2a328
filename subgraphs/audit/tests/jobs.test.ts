import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { seedJob } from "./job-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const JOBS = `query Jobs($filter: JobFilter, $first: Int, $after: String, $last: Int, $before: String) {
  jobs(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { id state } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

test("the newest job comes first, and paging there and back meets each once", async () => {
  const tenant = await seedTenant(rooms);
  const made: string[] = [];
  for (let n = 0; n < 5; n++) made.unshift(await seedJob(rooms, tenant));
  const page = async (variables: Record<string, unknown>) =>
    (await ask(rooms.audit.subgraph, tenant.as.Admin, JOBS, variables)).data.jobs;
  const first = await page({ first: 3 });
  const second = await page({ first: 3, after: first.pageInfo.endCursor });
  const ids = (found: { nodes: { id: string }[] }) => found.nodes.map(({ id }) => id);
  expect([...ids(first), ...ids(second)]).toEqual(made);
  expect(second.pageInfo.hasNextPage).toBe(false);
  expect(ids(await page({ last: 2, before: second.pageInfo.startCursor }))).toEqual(made.slice(1, 3));
});

test("filters hold together", async () => {
  const tenant = await seedTenant(rooms);
  const dead = await seedJob(rooms, tenant, "FAILED", { kind: "test.a" });
  await seedJob(rooms, tenant, "FAILED", { kind: "test.b" });
  await seedJob(rooms, tenant, "QUEUED", { kind: "test.a" });
  const filter = { state: "FAILED", kind: "test.a" };
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, JOBS, { filter });
  expect(data.jobs.nodes).toEqual([{ id: dead, state: "FAILED" }]);
});

test("a cursor of another tenant is refused as any text is", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await seedJob(rooms, theirs);
  const { data } = await ask(rooms.audit.subgraph, theirs.as.Admin, JOBS, {});
  const after = data.jobs.pageInfo.endCursor;
  const foreign = await ask(rooms.audit.subgraph, mine.as.Admin, JOBS, { after });
  expect(foreign.refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(foreign).toEqual(await ask(rooms.audit.subgraph, mine.as.Admin, JOBS, { after: "nonsense" }));
});
