import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { addDomain, newDomain } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const ADD = "mutation ($i: AddDomainInput!) { addDomain(input: $i) { domain { name join role verifiedAt } } }";

test("a domain is added, with the record that will prove it; it, its event and its audit event are one transaction", async () => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const name = newDomain();
  const domain = await addDomain(rooms, tenant, {
    name: ` ${name.toUpperCase()}. `,
    join: "APPROVAL",
    role: "Developer",
  });
  expect(domain).toEqual({
    id: expect.stringMatching(/^dom_/),
    name,
    join: "APPROVAL",
    role: "Developer",
    verifiedAt: null,
    record: {
      name: `_bulkhead-challenge.${name}`,
      type: "TXT",
      value: expect.stringMatching(/^bulkhead-domain-verification=[0-9a-f]{40}$/),
    },
  });
  const after = await written(rooms, tenant.tenantId);
  const events = after.outbox.slice(before.outbox.length);
  const audited = after.audit.slice(before.audit.length);
  expect(events).toMatchObject([{ type: "domain.added", payload: { name } }]);
  expect(audited).toMatchObject([{ action: "domain.add", target_id: domain.id }]);
  expect(audited[0].xid).toBe(events[0].xid);
});

test("a domain is compared as the DNS has it", async () => {
  const tenant = await seedTenant(rooms);
  const name = newDomain();
  expect((await addDomain(rooms, tenant, { name: `bücher.${name}` })).name).toBe(`xn--bcher-kva.${name}`);
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, {
    i: { name: `XN--BCHER-KVA.${name}` },
  });
  expect(refusals).toMatchObject([{ code: "CONFLICT", fields: [{ code: "TAKEN" }] }]);
});

test.each([
  ["gmail.com", "PUBLIC_PROVIDER"],
  ["mail.gmail.com", "PUBLIC_PROVIDER"],
  ["co.uk", "PUBLIC_SUFFIX"],
  ["github.io", "PUBLIC_SUFFIX"],
  ["com", "INVALID_DOMAIN"],
  ["127.0.0.1", "INVALID_DOMAIN"],
  ["localhost", "INVALID_DOMAIN"],
  ["https://acme.example/", "INVALID_DOMAIN"],
  ["ada@acme.example", "INVALID_DOMAIN"],
  ["acme..example", "INVALID_DOMAIN"],
  ["", "INVALID_DOMAIN"],
  [`${"a".repeat(240)}.example`, "INVALID_DOMAIN"],
])("%j is no domain of a company", async (name, code) => {
  const tenant = await seedTenant(rooms);
  const before = await written(rooms, tenant.tenantId);
  const { refusals } = await ask(rooms.tenancy.subgraph, tenant.as.Admin, ADD, { i: { name } });
  expect(refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "input.name", code }] }]);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);
});

test("several tenants may add one domain: whose it is, its DNS tells", async () => {
  const [one, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const name = newDomain();
  const tokens = [await addDomain(rooms, one, { name }), await addDomain(rooms, other, { name })];
  expect(new Set(tokens.map(({ record }) => record.value)).size).toBe(2);
});
