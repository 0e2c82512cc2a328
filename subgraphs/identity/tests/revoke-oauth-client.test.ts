import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedClient, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE =
  "mutation ($id: ID!) { revokeOAuthClient(input: { id: $id }) { oauthClient { id revokedAt secrets { createdAt } } } }";

test("a client and what users let it do end in one transaction; other clients' grants stand", async () => {
  const tenant = await seedTenant(rooms);
  const [client, other] = [await seedClient(rooms, tenant.as.Admin), await seedClient(rooms, tenant.as.Admin)];
  const { tenantId, adminUserId: userId } = tenant;
  const grants = [
    await seedGrant(rooms, { tenantId, userId, clientId: client.id }),
    await seedGrant(rooms, { tenantId, userId, clientId: client.id }),
  ];
  const untouched = await seedGrant(rooms, { tenantId, userId, clientId: other.id });
  const before = await written(rooms, tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id: client.id });
  expect(data.revokeOAuthClient.oauthClient).toEqual({
    id: client.id,
    revokedAt: expect.stringMatching(/Z$/),
    secrets: [],
  });
  const [one, two] = grants as [string, string];
  expect(await grantEnds(rooms, tenantId)).toEqual({
    [one]: "CLIENT_REVOKED",
    [two]: "CLIENT_REVOKED",
    [untouched]: null,
  });

  const after = await written(rooms, tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events.map(({ type }) => type).sort()).toEqual(["grant.ended", "grant.ended", "oauth-client.revoked"]);
  expect(audited.map(({ action, target_id, body }) => ({ action, target_id, detail: body.detail }))).toEqual(
    expect.arrayContaining([
      { action: "oauth-client.revoke", target_id: client.id, detail: { grants: 2 } },
      ...grants.map((target_id) => ({
        action: "grant.end",
        target_id,
        detail: { userId, clientId: client.id, reason: "CLIENT_REVOKED" },
      })),
    ]),
  );
  expect(new Set([...events, ...audited].map(({ xid }) => xid)).size).toBe(1);
});

test("revoking twice changes nothing, is no event, and is audited", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedClient(rooms, tenant.as.Admin);
  const first = await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id });
  const before = await written(rooms, tenant.tenantId);
  expect(await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id })).toEqual(first);
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox).toEqual(before.outbox);
  expect(after.audit.slice(before.audit.length)).toMatchObject([
    { action: "oauth-client.revoke", body: { detail: { grants: 0 } } },
  ]);
});

test("ten who revoke a client at once all succeed, and it is revoked once", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = await seedClient(rooms, tenant.as.Admin);
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id })),
  );
  expect(answers.flatMap(({ refusals }) => refusals)).toEqual([]);
  const { outbox } = await written(rooms, tenant.tenantId);
  expect(outbox.filter(({ type }) => type === "oauth-client.revoked")).toHaveLength(1);
});
