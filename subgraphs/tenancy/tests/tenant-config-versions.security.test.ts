import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LIST = `query ($after: String) {
  tenantConfigVersions(after: $after) { nodes { version reason } pageInfo { endCursor } } }`;

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: LIST,
  permission: "tenant-config:read",
  variables: () => ({}),
});

test("neither another tenant's versions are seen nor its cursors taken", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  await update(rooms, theirs, { expectedVersion: 0, reason: "Theirs", branding: { displayName: "Theirs" } });
  const seen = await ask(rooms.tenancy.subgraph, theirs.as.Viewer, LIST);
  const { endCursor } = seen.data.tenantConfigVersions.pageInfo;
  expect((await ask(rooms.tenancy.subgraph, mine.as.Admin, LIST)).data.tenantConfigVersions.nodes).toEqual([]);
  const foreign = await ask(rooms.tenancy.subgraph, mine.as.Admin, LIST, { after: endCursor });
  const nobodys = await ask(rooms.tenancy.subgraph, mine.as.Admin, LIST, { after: "nonsense" });
  expect(foreign.refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(foreign).toEqual(nobodys);
});
