import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedMember,
  seedTenant,
  type TestRooms,
  type TestTenant,
} from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LEAVE = "mutation { leaveTenant(input: { confirm: true }) { id } }";
const people = new WeakMap<TestTenant, Principal>();

async function personOf(tenant: TestTenant): Promise<Principal> {
  const { userId: id } = await seedMember(rooms, tenant.tenantId, "Viewer");
  const authTime = Math.floor(Date.now() / 1_000);
  const person: Principal = { ...tenant.as.Viewer, kind: "user", id, acr: "urn:bulkhead:acr:multi-factor", authTime };
  people.set(tenant, person);
  return person;
}

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.tenancy.subgraph,
  source: LEAVE,
  permission: "tenant:leave",
  as: (tenant) => people.get(tenant),
  async variables(tenant) {
    await personOf(tenant);
    return {};
  },
});

test("a user of one tenant is no member of another, whatever id they have there", async () => {
  const [mine, theirs] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  const { id: userId } = await personOf(theirs);
  const stranger = { ...(await personOf(mine)), id: userId };
  const { refusals } = await ask(rooms.tenancy.subgraph, stranger, LEAVE);
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});

test("a user who signed in long ago signs in again first", async () => {
  const tenant = await seedTenant(rooms);
  const person = { ...(await personOf(tenant)), authTime: 0 };
  const { refusals } = await ask(rooms.tenancy.subgraph, person, LEAVE);
  expect(refusals).toMatchObject([{ code: "INSUFFICIENT_AUTHENTICATION" }]);
});
