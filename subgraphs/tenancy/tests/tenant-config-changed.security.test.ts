import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { follow, take } from "./config-changes.ts";
import { update } from "./settings-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("anonymous is refused", async () => {
  await expect(follow(rooms, ANONYMOUS)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("every other permission together does not replace tenant-config:read", async () => {
  const { as } = await seedTenant(rooms);
  const others = new Set(PERMISSIONS.filter((one) => one !== "tenant-config:read"));
  await expect(follow(rooms, withPermissions(as.Admin, others))).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a cursor of another tenant refuses the subscription as a made-up one does", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const source = await follow(rooms, theirs.as.Viewer);
  await update(rooms, theirs, { expectedVersion: 0, branding: { displayName: "Theirs" } });
  const [change] = await take(source, 1);
  const refusal = (cursor: string) => follow(rooms, mine.as.Admin, cursor).catch((error: unknown) => error);
  expect(await refusal(change?.cursor ?? "")).toMatchObject({ code: "INVALID_CURSOR" });
  expect(await refusal(change?.cursor ?? "")).toEqual(await refusal("nonsense"));
});
