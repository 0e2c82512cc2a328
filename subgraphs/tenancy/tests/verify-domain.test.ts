import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { addDomain, newDomain, publish, verifiedDomain, verify } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

test("a domain is verified once its record is found, and not before", async () => {
  const tenant = await seedTenant(rooms);
  const domain = await addDomain(rooms, tenant);
  const before = await written(rooms, tenant.tenantId);
  const missing = await verify(rooms, tenant, domain.id);
  expect(missing.refusals).toMatchObject([{ code: "CONFLICT", fields: [{ code: "RECORD_MISSING" }] }]);
  expect(missing.refusals[0]?.message).toContain(domain.record.value);
  expect(await written(rooms, tenant.tenantId)).toEqual(before);

  publish(rooms, domain);
  const { data } = await verify(rooms, tenant, domain.id);
  expect(data.verifyDomain.domain).toMatchObject({ id: domain.id, verifiedAt: expect.stringMatching(/Z$/) });
  const after = await written(rooms, tenant.tenantId);
  expect(after.outbox.at(-1)).toMatchObject({ type: "domain.verified", payload: { name: domain.name } });
  expect(after.audit.at(-1)).toMatchObject({ action: "domain.verify", xid: after.outbox.at(-1).xid });
  // Again, it is looked for again.
  expect((await verify(rooms, tenant, domain.id)).refusals).toEqual([]);
});

test("another tenant's token proves nothing", async () => {
  const [mine, theirs] = [await seedTenant(rooms), await seedTenant(rooms)];
  const name = newDomain();
  const [own, other] = [await addDomain(rooms, mine, { name }), await addDomain(rooms, theirs, { name })];
  publish(rooms, other);
  expect((await verify(rooms, mine, own.id)).refusals).toMatchObject([{ fields: [{ code: "RECORD_MISSING" }] }]);
});

test("who else has verified a domain is told only to whoever has proved it too; removed, it is free", async () => {
  const [first, second] = [await seedTenant(rooms), await seedTenant(rooms)];
  const taken = await verifiedDomain(rooms, first);
  const wanted = await addDomain(rooms, second, { name: taken.name });
  expect((await verify(rooms, second, wanted.id)).refusals).toMatchObject([{ fields: [{ code: "RECORD_MISSING" }] }]);
  publish(rooms, wanted);
  const { refusals } = await verify(rooms, second, wanted.id);
  expect(refusals).toMatchObject([{ code: "CONFLICT", message: expect.stringContaining("Another tenant") }]);
  expect(refusals[0]?.fields).toBeUndefined();

  await ask(rooms.tenancy.subgraph, first.as.Admin, "mutation ($id: ID!) { removeDomain(input: { id: $id }) { id } }", {
    id: taken.id,
  });
  expect((await verify(rooms, second, wanted.id)).refusals).toEqual([]);
});

test("of two tenants that verify one domain at once, one does", async () => {
  const tenants = [await seedTenant(rooms), await seedTenant(rooms)];
  const name = newDomain();
  const added = await Promise.all(tenants.map((tenant) => addDomain(rooms, tenant, { name })));
  rooms.records.set(
    `_bulkhead-challenge.${name}`,
    added.map(({ record }) => record.value),
  );
  const answers = await Promise.all(tenants.map((tenant, at) => verify(rooms, tenant, added[at]?.id ?? "")));
  expect(answers.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual(["CONFLICT"]);
});

test("a tenant that closes while the DNS is asked takes no domain", async () => {
  const tenant = await seedTenant(rooms);
  const domain = await addDomain(rooms, tenant);
  publish(rooms, domain);
  const { pool } = rooms.platform.databases.owner;
  const { get } = rooms.records;
  rooms.records.get = (name) =>
    pool
      .query("update tenancy.tenant set status = 'CLOSED', closed_at = now() where tenant_id = $1", [tenant.tenantId])
      .then(() => get.call(rooms.records, name)) as never;
  const { refusals } = await verify(rooms, tenant, domain.id);
  rooms.records.get = get;
  expect(refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  expect((await pool.query("select from tenancy.verified_domain where name = $1", [domain.name])).rowCount).toBe(0);
});
