import { decodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, withPermissions } from "../../../tests/testkit/rooms.ts";
import { type Person, seedApplication, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const SESSIONS = `query ($first: Int, $after: String, $last: Int, $before: String) {
  me { sessions(first: $first, after: $after, last: $last, before: $before) {
    nodes { id clientId clientName device createdAt lastUsedAt endedAt isCurrent } pageInfo { hasNextPage endCursor } } } }`;

const list = async ({ principal }: Pick<Person, "principal">, page: Record<string, unknown> = {}) => {
  const { data, refusals } = await ask(rooms.identity.subgraph, principal, SESSIONS, page);
  expect(refusals).toEqual([]);
  return data.me.sessions;
};

test("the caller's own that stand, newest first, with application, device and last use", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const ofTenant = await seedApplication(rooms, tenant);
  const person = await seedPerson(rooms, tenant, clientId);
  const { tenantId } = tenant;
  const { userId } = person;
  const phone = await seedGrant(rooms, { tenantId, userId, clientId: ofTenant });
  const [ended, expired] = [
    await seedGrant(rooms, { tenantId, userId, clientId }),
    await seedGrant(rooms, { tenantId, userId, clientId }),
  ];
  await seedPerson(rooms, tenant, clientId);
  const { pool } = rooms.platform.databases.owner;
  const set = (grant: string, what: string) =>
    pool.query(`update identity.oauth_grant set ${what} where id = $1`, [decodeId("grant", grant, "id")]);
  await set(phone, "user_agent = 'Safari on iOS', last_used_at = '2030-01-01T10:00:00Z'");
  await set(ended, "ended_at = now(), end_reason = 'REVOKED'");
  await set(expired, "expires_at = now()");
  const { nodes } = await list(person);
  expect(nodes).toEqual([
    {
      id: phone,
      clientId: ofTenant,
      clientName: "seeded client",
      device: "Safari on iOS",
      createdAt: expect.any(String),
      lastUsedAt: "2030-01-01T10:00:00Z",
      endedAt: null,
      isCurrent: false,
    },
    {
      id: person.grantId,
      clientId,
      clientName: "The console",
      device: null,
      createdAt: expect.any(String),
      lastUsedAt: nodes[1].createdAt,
      endedAt: null,
      isCurrent: true,
    },
  ]);
});

test("a page at a time; a cursor of another list or tenant is refused", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const person = await seedPerson(rooms, tenant, clientId);
  await seedGrant(rooms, { tenantId: tenant.tenantId, userId: person.userId, clientId });
  const first = await list(person, { first: 1 });
  expect(first.pageInfo.hasNextPage).toBe(true);
  const second = await list(person, { first: 1, after: first.pageInfo.endCursor });
  expect(second.nodes.map(({ id }: { id: string }) => id)).toEqual([person.grantId]);
  expect(second.pageInfo.hasNextPage).toBe(false);
  const other = await seedTenant(rooms);
  const stranger = await seedPerson(rooms, other, clientId);
  const { refusals } = await ask(rooms.identity.subgraph, stranger.principal, SESSIONS, {
    after: first.pageInfo.endCursor,
  });
  expect(refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
});

test("a cursor of a colleague leads to one's own sessions alone (statement 38)", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const mine = await seedPerson(rooms, tenant, clientId);
  const theirs = await seedPerson(rooms, tenant, clientId);
  const { pageInfo } = await list(theirs);
  const { nodes } = await list(mine, { after: pageInfo.endCursor });
  expect(nodes.map(({ id }: { id: string }) => id)).toEqual([mine.grantId]);
});

test("keys and machines have none; a token without session:read is told nothing", async () => {
  const tenant = await seedTenant(rooms);
  const person = await seedPerson(rooms, tenant, await seedApplication(rooms));
  for (const principal of [tenant.as.Admin, { ...person.principal, kind: "client" as const }])
    expect(await list({ principal })).toMatchObject({ nodes: [] });
  const others = new Set([...person.principal.permissions].filter((held) => held !== "session:read"));
  const { refusals } = await ask(rooms.identity.subgraph, withPermissions(person.principal, others), SESSIONS);
  expect(refusals).toMatchObject([{ code: "FORBIDDEN", extensions: { missing: ["session:read"] } }]);
});
