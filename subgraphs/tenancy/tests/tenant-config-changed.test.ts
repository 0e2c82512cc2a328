import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { follow, take } from "./config-changes.ts";
import { rollback, update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("changes and rollbacks arrive in order, and each can be resumed from", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const source = await follow(rooms, tenant.as.Viewer);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  await update(rooms, other, { expectedVersion: 0, branding: { displayName: "Other" } });
  await update(rooms, tenant, { expectedVersion: 1, branding: { displayName: "Two" } });
  await rollback(rooms, tenant, { expectedVersion: 2, toVersion: 1 });
  const changes = await take(source, 3);
  expect(changes.map(({ number }) => number)).toEqual([1, 2, 3]);
  const resumed = await take(await follow(rooms, tenant.as.Viewer, changes[0]?.cursor), 2);
  expect(resumed).toEqual(changes.slice(1));
});

test("where nothing differs nobody is told", async () => {
  const tenant = await seedTenant(rooms);
  const source = await follow(rooms, tenant.as.Viewer);
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: null } });
  await update(rooms, tenant, { expectedVersion: 0, dryRun: true, branding: { displayName: "Dry" } });
  await update(rooms, tenant, { expectedVersion: 0, branding: { displayName: "One" } });
  expect(await take(source, 1)).toMatchObject([{ number: 1 }]);
});
