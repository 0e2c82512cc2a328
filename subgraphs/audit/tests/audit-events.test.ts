import { encodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, seedUser, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const EVENTS = `query Events($filter: AuditEventFilter, $first: Int, $after: String, $last: Int, $before: String) {
  auditEvents(filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes {
      id action actor { id } targetType targetId outcome requestId occurredAt detail clientAddress personal leafHash
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

test("an event is shown with its actor, target, request, address and leaf, and without the salts of its commitments", async () => {
  const tenant = await seedTenant(rooms);
  const { audit } = await written(rooms, tenant.tenantId);
  const stored = audit.find(({ action }) => action === "user.create");
  const { data, refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENTS, {
    filter: { action: "user.create" },
  });
  expect(refusals).toEqual([]);
  expect(data.auditEvents.nodes).toEqual([
    {
      id: stored.body.id,
      action: "user.create",
      actor: { id: "platform" },
      targetType: "user",
      targetId: tenant.adminUserId,
      outcome: "SUCCEEDED",
      requestId: stored.body.requestId,
      occurredAt: stored.body.occurredAt,
      detail: {},
      clientAddress: "203.0.113.7",
      personal: { clientAddress: "203.0.113.7", email: `admin@${tenant.slug}.example` },
      leafHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  for (const { salt } of Object.values(stored.personal as Record<string, { salt: string }>))
    expect(JSON.stringify(data)).not.toContain(salt);
});

test("the log comes newest first, page by page, forward and back again, each event once", async () => {
  const tenant = await seedTenant(rooms);
  for (let n = 0; n < 6; n++) await seedUser(rooms, tenant.tenantId);
  const expected = (await written(rooms, tenant.tenantId)).audit.map(({ body }) => body.id).reverse();
  const page = async (variables: object) => {
    const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENTS, { ...variables });
    const { nodes, pageInfo } = data.auditEvents;
    return { ids: nodes.map(({ id }: { id: string }) => id), ...pageInfo };
  };
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { ids, endCursor, hasNextPage } = await page({ first: 5, after });
    seen.push(...ids);
    after = hasNextPage ? endCursor : null;
  } while (after);
  expect(seen).toEqual(expected);
  const oldest = await page({ last: 4 });
  expect(oldest).toMatchObject({ ids: expected.slice(-4), hasPreviousPage: true, hasNextPage: false });
  const back = await page({ last: 4, before: oldest.startCursor });
  expect(back).toMatchObject({ ids: expected.slice(-8, -4), hasNextPage: true });
});

test("every condition of the filter must hold", async () => {
  const tenant = await seedTenant(rooms);
  const source = `mutation { createUser(input: { email: "a@b.c", name: "A" }) { user { id } } }`;
  const { data: made } = await ask(rooms.identity.subgraph, tenant.as.Admin, source);
  const find = async (filter: object) => {
    const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENTS, { filter });
    return data.auditEvents.nodes.map(({ action, targetId }: { action: string; targetId: string }) => [
      action,
      targetId,
    ]);
  };
  const mine = [["user.create", made.createUser.user.id]];
  expect(await find({ actorId: tenant.as.Admin.id })).toEqual(mine);
  expect(await find({ targetId: made.createUser.user.id })).toEqual(mine);
  expect(await find({ action: "user.create", actorId: tenant.as.Admin.id })).toEqual(mine);
  expect(await find({ action: "api-key.create", actorId: tenant.as.Admin.id })).toEqual([]);
  expect(await find({ outcome: "DENIED" })).toEqual([]);
  expect(await find({ action: "tenant.create", outcome: "SUCCEEDED" })).toEqual([
    ["tenant.create", encodeId("tenant", tenant.tenantId)],
  ]);
  expect(await find({ action: "no.such" })).toEqual([]);
});

test("`from` includes its instant, `until` does not, and every event is on one side of any instant", async () => {
  const tenant = await seedTenant(rooms);
  const times = (await written(rooms, tenant.tenantId)).audit.map(({ body }) => body.occurredAt as string).sort();
  const count = async (filter: object) => {
    const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENTS, { filter });
    return data.auditEvents.nodes.length;
  };
  for (const instant of [...new Set(times), "1969-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00"]) {
    const later = times.filter((time) => Date.parse(time) >= Date.parse(instant)).length;
    expect(await count({ from: instant })).toBe(later);
    expect(await count({ until: instant })).toBe(times.length - later);
  }
});

test.each([
  [{ first: 1, after: "made-up" }, "INVALID_CURSOR"],
  [{ first: 501 }, "BAD_USER_INPUT"],
])("the page %o is refused", async (variables, code) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENTS, variables);
  expect(refusals).toMatchObject([{ code }]);
});
