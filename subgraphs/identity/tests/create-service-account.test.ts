import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, principalOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { seedKeyOf, seedServiceAccount } from "./service-account-fixture.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const CREATE = `mutation ($name: String!, $role: String!, $description: String) {
  createServiceAccount(input: { name: $name, role: $role, description: $description }) {
    serviceAccount { id name description role createdBy { id } removedAt }
  }
}`;

test("a service account is made; change, event and audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const given = { name: "Nightly import", role: "Developer", description: "Loads the day's weather" };
  const { data } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, given);
  const { serviceAccount } = data.createServiceAccount;
  expect(serviceAccount).toEqual({
    ...given,
    id: expect.stringMatching(/^svc_/),
    createdBy: { id: tenant.as.Admin.id },
    removedAt: null,
  });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "service-account.created", payload: { role: "Developer" } }]);
  expect(audited).toMatchObject([
    {
      action: "service-account.create",
      target_id: serviceAccount.id,
      body: { detail: { role: "Developer" } },
      personal: { name: { value: "Nightly import" } },
    },
  ]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("its keys act with its role, are listed with it, and say in the log whose they are", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant, "Developer");
  const { id: keyId, key } = await seedKeyOf(rooms, tenant, id, "prod");
  const principal = await principalOf(rooms, key);
  expect([principal.id, principal.roles, principal.permissions]).toEqual([
    keyId,
    ["Developer"],
    tenant.as.Developer.permissions,
  ]);
  const source = "{ apiKeys(last: 1) { nodes { id role serviceAccount { id name } } } me { actor { name } } }";
  const listed = await ask(rooms.identity.subgraph, tenant.as.Admin, source);
  const [{ serviceAccount, role }] = listed.data.apiKeys.nodes;
  expect([serviceAccount.id, role]).toEqual([id, "Developer"]);
  const { data } = await ask(rooms.identity.subgraph, principal, "{ me { actor { id kind name } roles } }");
  expect(data.me).toEqual({
    actor: { id: keyId, kind: "API_KEY", name: `${serviceAccount.name} / prod` },
    roles: ["Developer"],
  });
});

test("two that work cannot have the same name, however it is written", async () => {
  const tenant = await seedTenant(rooms);
  const create = (name: string) => ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, { name, role: "Viewer" });
  expect((await create("Robot A")).refusals).toEqual([]);
  expect((await create("ROBOT a")).refusals).toMatchObject([
    { code: "CONFLICT", fields: [{ path: "input.name", code: "TAKEN" }] },
  ]);
});

test.each([
  ["a name of nothing", { name: " ", role: "Viewer" }, "BAD_USER_INPUT"],
  ["a description that is too long", { name: "A", role: "Viewer", description: "x".repeat(201) }, "BAD_USER_INPUT"],
  ["a role that does not exist", { name: "A", role: "Owner" }, "NOT_FOUND"],
])("%s is refused", async (_, given, code) => {
  const tenant = await seedTenant(rooms);
  const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, CREATE, given);
  expect(refusals).toMatchObject([{ code }]);
});

test("a key has a role of its own or a service account's: neither and both are refused", async () => {
  const tenant = await seedTenant(rooms);
  const id = await seedServiceAccount(rooms, tenant);
  const source = `mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id } } }`;
  for (const whose of [{}, { role: "Viewer", serviceAccountId: id }]) {
    const { refusals } = await ask(rooms.identity.subgraph, tenant.as.Admin, source, { i: { name: "k", ...whose } });
    expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.role", code: "ONE_OF" }] }]);
  }
});
