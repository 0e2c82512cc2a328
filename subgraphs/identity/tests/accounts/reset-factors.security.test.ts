import { newUuid } from "@bulkhead/kernel/id.ts";
import { PLATFORM_PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf, seedTenant, written } from "../../../../tests/testkit/rooms.ts";
import { resetFactors } from "../../src/domain/reset-factors.ts";
import { KEPT_MAIL, openTestFactors, seedOwner, type TestFactors } from "./factors/fixture.ts";

let world: TestFactors;
beforeAll(async () => {
  world = await openTestFactors();
});
afterAll(() => world?.stop());

test("nobody but the operator may, not even the owner, and none learns whether there is such an account", async () => {
  const owner = await seedOwner(world);
  await owner.addTotp();
  const { as } = await seedTenant(world.rooms);
  const { databases, feed } = world.rooms.platform;
  const own = { ...as.Admin, kind: "user" as const, id: owner.userId, tenantId: owner.tenantId };
  const before = await written(world.rooms, owner.tenantId);
  for (const principal of [...Object.values(as), own, ANONYMOUS])
    for (const email of [owner.email, `${newUuid()}@example.com`, "no address"]) {
      const ctx = { ...requestOf(principal), oauthDb: databases.oauth, mail: KEPT_MAIL, feed };
      const code = principal === ANONYMOUS ? "UNAUTHENTICATED" : "FORBIDDEN";
      await expect(resetFactors(ctx, { email })).rejects.toMatchObject({ code });
    }
  expect((await world.factors.list(owner.accountId)).factors).toHaveLength(1);
  expect(await written(world.rooms, owner.tenantId)).toEqual(before);
  expect(await world.mailsTo(owner.email)).not.toContain("factors-reset");
  expect(PLATFORM_PERMISSIONS).toContain("factors:reset");
});
