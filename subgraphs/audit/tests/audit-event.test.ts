import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const EVENT = "query Event($id: ID!) { auditEvent(id: $id) { id action targetId } }";

test("an event is found by its id", async () => {
  const tenant = await seedTenant(rooms);
  const { audit } = await written(rooms, tenant.tenantId);
  const { id, action, target } = audit[0].body;
  const { data } = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENT, { id });
  expect(data.auditEvent).toEqual({ id, action, targetId: target.id });
});

test("an event whose personal facts were erased still shows the rest", async () => {
  const tenant = await seedTenant(rooms);
  const { pool } = rooms.platform.databases.owner;
  await pool.query("update platform.audit_event set personal = '{}' where tenant_id = $1", [tenant.tenantId]);
  const { audit } = await written(rooms, tenant.tenantId);
  const source = "query E($id: ID!) { auditEvent(id: $id) { action clientAddress personal leafHash } }";
  const { data, refusals } = await ask(rooms.audit.subgraph, tenant.as.Admin, source, { id: audit[0].body.id });
  expect(refusals).toEqual([]);
  expect(data.auditEvent).toMatchObject({ action: audit[0].action, clientAddress: null, personal: {} });
});

test("an id of another kind is refused with the argument's name, one of nothing is not found", async () => {
  const tenant = await seedTenant(rooms);
  const other = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENT, { id: tenant.adminUserId });
  expect(other.refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id" }] }]);
  const none = await ask(rooms.audit.subgraph, tenant.as.Admin, EVENT, { id: encodeId("auditEvent", newUuid()) });
  expect(none.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
