import { afterAll, beforeAll, expect, test } from "vitest";
import { grantEnds, seedGrant } from "../../../tests/testkit/oauth-rows.ts";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedApplication, seedPerson } from "./own-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const REVOKE =
  "mutation ($id: ID!) { revokeSession(input: { id: $id }) { session { id clientName isCurrent endedAt lastUsedAt createdAt } } }";

test("ends one of the caller's own sessions, with its events, and answers it as it now is", async () => {
  const tenant = await seedTenant(rooms);
  const clientId = await seedApplication(rooms);
  const { principal, userId, grantId } = await seedPerson(rooms, tenant, clientId);
  const other = await seedGrant(rooms, { tenantId: tenant.tenantId, userId, clientId });
  const { data, refusals } = await ask(rooms.identity.subgraph, principal, REVOKE, { id: other });
  expect(refusals).toEqual([]);
  const { session } = data.revokeSession;
  expect(session).toMatchObject({
    id: other,
    clientName: "The console",
    isCurrent: false,
    endedAt: expect.any(String),
  });
  expect(session.lastUsedAt).toBe(session.createdAt);
  expect(await grantEnds(rooms, tenant.tenantId)).toEqual({ [grantId]: null, [other]: "REVOKED" });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.slice(-2)).toMatchObject([
    { type: "grant.ended", payload: { reason: "REVOKED" } },
    { type: "session.revoked", payload: {} },
  ]);
  expect(audit.slice(-2)).toMatchObject([
    { action: "grant.end", actor_id: userId, target_id: other },
    { action: "session.revoke", actor_id: userId, target_id: other, body: { detail: { changed: true } } },
  ]);
});

test("ending it twice changes nothing, and ending the one that the call is made in signs the caller out", async () => {
  const tenant = await seedTenant(rooms);
  const { principal, grantId } = await seedPerson(rooms, tenant, await seedApplication(rooms));
  const first = await ask(rooms.identity.subgraph, principal, REVOKE, { id: grantId });
  expect(first.data.revokeSession.session).toMatchObject({ isCurrent: true, endedAt: expect.any(String) });
  const again = await ask(rooms.identity.subgraph, principal, REVOKE, { id: grantId });
  expect(again.data).toEqual(first.data);
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  expect(outbox.filter(({ type }) => type === "grant.ended")).toHaveLength(1);
  expect(audit.at(-1)).toMatchObject({ action: "session.revoke", body: { detail: { changed: false } } });
});
