import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedApplication, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE = "mutation ($i: RevokeSessionsInput!) { revokeSessions(input: $i) { count } }";

test("ends all of the caller's sessions but this one, and with a word this one too", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const { principal, userId, grantId } = await seedPerson(rooms, tenant, clientId);
  const bystander = await seedPerson(rooms, tenant, clientId);
  const grant = { tenantId: tenant.tenantId, userId, clientId };
  const others = [await seedGrant(rooms, grant), await seedGrant(rooms, grant)];
  const { data, refusals } = await ask(rooms.identity.subgraph, principal, REVOKE, { i: {} });
  expect(refusals).toEqual([]);
  expect(data).toEqual({ revokeSessions: { count: 2 } });
  const ended = Object.fromEntries(others.map((id) => [id, "REVOKED"]));
  const standing = { [bystander.grantId]: null };
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ ...standing, [grantId]: null, ...ended });
  const all = await ask(rooms.identity.subgraph, principal, REVOKE, { i: { keepCurrent: false } });
  expect(all.data).toEqual({ revokeSessions: { count: 1 } });
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ ...standing, [grantId]: "REVOKED", ...ended });
  const { audit } = await written(rooms, tenant.tenantId);
  expect(audit.filter(({ action }) => action === "sessions.revoke")).toMatchObject([
    { actor_id: userId, target_id: userId, body: { detail: { count: 2 } } },
    { actor_id: userId, target_id: userId, body: { detail: { count: 1 } } },
  ]);
});

test("whoever has no session ends none", async () => {
  const tenant = await seedTenant(rooms);
  const { grantId } = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Viewer, REVOKE, { i: { keepCurrent: false } });
  expect(data).toEqual({ revokeSessions: { count: 0 } });
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ [grantId]: null });
});
