import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { follow, take } from "./config-changes.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const READ = `query ($cursor: String!) {
  tenantConfigChange(cursor: $cursor) { cursor version { version reason changes { path after } } } }`;

test("a change is found by its cursor, as the version it made", async () => {
  const tenant = await seedTenant(rooms);
  const source = await follow(rooms, tenant.as.Viewer);
  await update(rooms, tenant, { expectedVersion: 0, reason: "First", branding: { displayName: "One" } });
  await update(rooms, tenant, { expectedVersion: 1, reason: "Second", branding: { displayName: "Two" } });
  const [first] = await take(source, 1);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Viewer, READ, { cursor: first?.cursor });
  expect(refusals).toEqual([]);
  expect(data.tenantConfigChange).toEqual({
    cursor: first?.cursor,
    version: { version: 1, reason: "First", changes: [{ path: "branding.displayName", after: "One" }] },
  });
});
