import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, principalOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation Create($name: String!, $role: String!) {
  createApiKey(input: { name: $name, role: $role }) {
    key
    apiKey { id name role createdBy { id name } createdAt revokedAt }
  }
}`;

test("a key is shown once and works at once; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, {
    name: "nightly job",
    role: "Developer",
  });
  const { key, apiKey } = data.createApiKey;
  expect(apiKey).toMatchObject({
    name: "nightly job",
    role: "Developer",
    revokedAt: null,
    createdBy: { id: tenant.as.Admin.id },
  });
  expect(await principalOf(rooms, key)).toMatchObject({
    id: apiKey.id,
    tenantId: tenant.tenantId,
    roles: ["Developer"],
  });

  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "api-key.created", payload: { role: "Developer" } }]);
  expect(audited).toMatchObject([
    {
      action: "api-key.create",
      target_id: apiKey.id,
      body: { detail: { role: "Developer" } },
      personal: { name: { value: "nightly job" } },
    },
  ]);
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select xmin::text as xid from identity.api_key where tenant_id = $1 and name = 'nightly job'",
    [tenant.tenantId],
  );
  expect(rows).toEqual([{ xid: events[0].xid }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("a role that does not exist is not found, and no key is made", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { name: "x", role: "Owner" });
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});
