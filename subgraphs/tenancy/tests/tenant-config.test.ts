import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const READ = "{ tenantConfig { version mfa mfaGraceDays mfaEnforcedFrom displayName logo updatedAt } }";
const UPDATE = "mutation ($i: UpdateTenantConfigInput!) { updateTenantConfig(input: $i) { tenantConfig { version } } }";

test("a tenant that set nothing has the defaults, as version 0", async () => {
  const { as } = await seedTenant(rooms);
  const { data, refusals } = await ask(rooms.tenancy.subgraph, as.Viewer, READ);
  expect(refusals).toEqual([]);
  expect(data.tenantConfig).toEqual({
    version: 0,
    mfa: "OPTIONAL",
    mfaGraceDays: 0,
    mfaEnforcedFrom: null,
    displayName: null,
    logo: null,
    updatedAt: null,
  });
});

test("everybody in the tenant reads the newest version", async () => {
  const { as } = await seedTenant(rooms);
  for (const [expectedVersion, displayName] of ["One", "Two"].entries())
    await ask(rooms.tenancy.subgraph, as.Admin, UPDATE, { i: { expectedVersion, displayName } });
  for (const principal of Object.values(as))
    expect((await ask(rooms.tenancy.subgraph, principal, READ)).data.tenantConfig).toMatchObject({
      version: 2,
      displayName: "Two",
      updatedAt: expect.stringMatching(/Z$/),
    });
});
