import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms } from "../../../tests/testkit/rooms.ts";
import { operatorOf } from "./operator-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const LIMITS = "limits { requests records bytes members sockets webhookDeliveries messagesPerSecond }";
const DEFINE = `mutation ($i: DefinePlanInput!) { definePlan(input: $i) { plan { name version ${LIMITS} } } }`;
const PLANS = `{ plans { name version description ${LIMITS} } }`;
const UNLIMITED = {
  ...{ requests: null, records: null, bytes: null },
  ...{ members: null, sockets: null, webhookDeliveries: null, messagesPerSecond: null },
};
const BILLING = operatorOf("BILLING");

function define(limits: object, principal: Parameters<typeof ask>[1] = BILLING, name = "small") {
  return ask(rooms.tenancy.subgraph, principal, DEFINE, { i: { name, description: "For few.", limits } });
}

test("a plan is versioned, with all limits of the version; beyond what an Int holds too", async () => {
  const first = await define({ records: 10, bytes: 5_000_000_000, members: null });
  expect(first.data.definePlan.plan).toEqual({
    name: "small",
    version: 1,
    limits: { ...UNLIMITED, records: 10, bytes: 5_000_000_000 },
  });
  const second = await define({ members: 3 });
  expect(second.data.definePlan.plan).toMatchObject({ version: 2, limits: { ...UNLIMITED, members: 3 } });
  const { data } = await ask(rooms.tenancy.subgraph, BILLING, PLANS);
  expect(data.plans).toEqual([
    { name: "small", version: 2, description: "For few.", limits: { ...UNLIMITED, members: 3 } },
    expect.objectContaining({ name: "standard", version: 1 }),
  ]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select quota, most from platform.plan_limit where plan = 'small'",
  );
  expect(rows.map(({ quota, most }) => [quota, Number(most)])).toEqual([["members", 3]]);
});

test.each([
  [{ records: -1 }, "OUT_OF_RANGE"],
  [{ records: 1.5 }, "OUT_OF_RANGE"],
  [{ bytes: 2 ** 60 }, "OUT_OF_RANGE"],
  [{ messagesPerSecond: 0 }, "OUT_OF_RANGE"],
])("limits %j are refused", async (limits, code) => {
  expect((await define(limits)).refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ code }] }]);
});

test("plans are BILLING's and OWNER's, who proved both factors lately", async () => {
  const { as } = await seedTenant(rooms);
  for (const principal of [operatorOf("SUPPORT"), operatorOf("SECURITY"), as.Admin]) {
    expect((await define({}, principal, "theirs")).refusals[0]?.code).toBe("FORBIDDEN");
    expect((await ask(rooms.tenancy.subgraph, principal, PLANS)).refusals[0]?.code).toBe("FORBIDDEN");
  }
  expect((await define({}, operatorOf("BILLING", 901), "late")).refusals[0]?.code).toBe("INSUFFICIENT_AUTHENTICATION");
  expect((await define({}, operatorOf("OWNER"), "owners")).refusals).toEqual([]);
  const { data } = await ask(rooms.tenancy.subgraph, BILLING, PLANS);
  expect((data.plans as { name: string }[]).map(({ name }) => name)).toEqual(["owners", "small", "standard"]);
});
