import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation Revoke($id: ID!) { revokeApiKey(input: { id: $id }) { apiKey { id revokedAt } } }";

test("a key is dead when the answer arrives; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  expect(await rooms.identity.authenticateApiKey(tenant.keys.Viewer)).toMatchObject({ role: "Viewer" });
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id: tenant.as.Viewer.id });
  expect(await rooms.identity.authenticateApiKey(tenant.keys.Viewer)).toBeUndefined();
  expect(await rooms.identity.authenticateApiKey(tenant.keys.Admin)).toMatchObject({ role: "Admin" });
  expect(data.revokeApiKey.apiKey).toEqual({ id: tenant.as.Viewer.id, revokedAt: expect.stringMatching(/Z$/) });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "api-key.revoked", payload: {} }]);
  expect(audited).toMatchObject([
    { action: "api-key.revoke", target_id: tenant.as.Viewer.id, body: { detail: { changed: true } } },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("revoking twice changes nothing, is no event, and is audited", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = tenant.as.Viewer;
  const first = await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id });
  const before = await written(rooms, tenant.tenantId);
  expect(await ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id })).toEqual(first);
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox).toEqual(before.outbox);
  expect(after.audit.slice(before.audit.length)).toMatchObject([{ body: { detail: { changed: false } } }]);
});

test("ten who revoke a key at once all succeed, and it is revoked once", async () => {
  const tenant = await seedTenant(rooms);
  const { id } = tenant.as.Viewer;
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => ask(rooms.identity.subgraph, tenant.as.Admin, REVOKE, { id })),
  );
  expect(answers.flatMap(({ refusals }) => refusals)).toEqual([]);
  const { outbox } = await written(rooms, tenant.tenantId);
  expect(outbox.filter(({ type }) => type === "api-key.revoked")).toHaveLength(1);
});

test("another process hears of it through the feed alone", async () => {
  const tenant = await seedTenant(rooms);
  await rooms.identity.authenticateApiKey(tenant.keys.Viewer);
  await rooms.platform.databases.owner.pool.query(
    `with revoked as (update identity.api_key set revoked_at = now() where tenant_id = $1 and role = 'Viewer' returning id)
     insert into platform.outbox (tenant_id, type, version, subject, payload) select $1, 'api-key.revoked', 1, id, '{}' from revoked`,
    [tenant.tenantId],
  );
  await rooms.platform.feed.settled();
  expect(await rooms.identity.authenticateApiKey(tenant.keys.Viewer)).toBeUndefined();
});
