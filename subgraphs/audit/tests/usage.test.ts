import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedMember, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { testGuards } from "../../../tests/testkit/security.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const USAGE = "{ usage { plan quotas { quota used most percent period } } }";

testGuards({
  rooms: () => rooms,
  subgraph: () => rooms.audit.subgraph,
  source: USAGE,
  permission: "usage:read",
  variables: () => ({}),
});

test("a tenant sees its plan, every quota, and its own numbers alone", async () => {
  const [tenant] = await Promise.all([seedTenant(rooms), seedTenant(rooms)]);
  await seedMember(rooms, tenant.tenantId, "Viewer");
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, USAGE);
  expect(data.usage.plan).toBe("standard");
  const quotas = Object.fromEntries(data.usage.quotas.map((one: { quota: string }) => [one.quota, one]));
  expect(Object.keys(quotas).sort()).toEqual([
    "bytes",
    "members",
    "records",
    "requests",
    "sockets",
    "webhookDeliveries",
  ]);
  expect(quotas.members).toEqual({ quota: "members", used: 2, most: null, percent: null, period: null });
  expect(quotas.requests).toMatchObject({ used: 0, period: new Date().toISOString().slice(0, 7) });
});
