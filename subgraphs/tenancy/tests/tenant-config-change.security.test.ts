import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, requestOf, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";
import { tenantConfigChange } from "../src/domain/tenant-config-change.ts";
import { follow, take } from "./config-changes.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const READ = "query ($cursor: String!) { tenantConfigChange(cursor: $cursor) { version { version } } }";

async function changeOf(tenant: Awaited<ReturnType<typeof seedTenant>>) {
  const source = await follow(rooms, tenant.as.Viewer);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  const [change] = await take(source, 1);
  if (!change) throw new Error("a change arrives");
  return change;
}

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: READ,
  permission: "tenant-config:read",
  variables: async (tenant) => ({ cursor: (await changeOf(tenant)).cursor }),
});

test("another tenant's cursor is answered as a made-up one, also while it is being delivered", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const change = await changeOf(theirs);
  const foreign = await ask(rooms.tenancy.subgraph, mine.as.Admin, READ, { cursor: change.cursor });
  expect(foreign.refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(foreign).toEqual(await ask(rooms.tenancy.subgraph, mine.as.Admin, READ, { cursor: "nonsense" }));
  const request = { ...requestOf(mine.as.Admin), delivered: new Map([[change.cursor, change]]) };
  const delivered = tenantConfigChange(rooms.tenancy.subgraph.context(request), { cursor: change.cursor });
  await expect(delivered).rejects.toMatchObject({ code: "INVALID_CURSOR" });
});
