import { encodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
import { OPERATOR, seedImpersonation } from "./operators-fixture.ts";

let rooms: TestRooms;
let tenant: TestTenant;
beforeAll(async () => {
  rooms = await openTestRooms();
  tenant = await seedTenant(rooms);
});
afterAll(() => rooms.stop());

const END = "mutation ($i: EndImpersonationInput!) { endImpersonation(input: $i) { impersonation { id endedAt } } }";
const seed = (minutes?: number) =>
  seedImpersonation(rooms, { tenantId: tenant.tenantId, userId: tenant.adminUserId }, minutes);

test("ends one that runs, with event and audit in one transaction, and the cache forgets it", async () => {
  const uuid = await seed();
  const id = encodeId("impersonation", uuid);
  const { impersonations } = rooms.identity.standing;
  expect(await impersonations.get(tenant.tenantId, uuid)).toMatchObject({ operatorId: OPERATOR, mode: "READ" });
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, END, { i: { id } });
  expect(data.endImpersonation.impersonation).toEqual({ id, endedAt: expect.stringMatching(/Z$/) });
  expect(await impersonations.get(tenant.tenantId, uuid)).toBeUndefined();
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  const event = outbox.find(({ type }) => type === "impersonation.ended");
  const line = audit.find(({ action }) => action === "impersonation.end");
  expect(event).toMatchObject({ subject: uuid, payload: {} });
  expect(line).toMatchObject({ xid: event?.xid, target_id: id, actor_id: tenant.as.Admin.id });
  expect(line?.body.detail).toEqual({ userId: tenant.adminUserId, operatorId: OPERATOR });
});

test("one that has ended, or is over, is answered as it is and recorded once", async () => {
  const id = encodeId("impersonation", await seed());
  const first = await ask(rooms.identity.subgraph, tenant.as.Admin, END, { i: { id } });
  expect(await ask(rooms.identity.subgraph, tenant.as.Admin, END, { i: { id } })).toEqual(first);
  const over = encodeId("impersonation", await seed(0));
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, END, { i: { id: over } });
  expect(data.endImpersonation.impersonation).toEqual({ id: over, endedAt: null });
  const { audit } = await written(rooms, tenant.tenantId);
  expect(audit.filter(({ action, target_id: target }) => action === "impersonation.end" && target === id)).toHaveLength(
    1,
  );
  expect(audit.filter(({ target_id: target }) => target === over)).toEqual([]);
});
