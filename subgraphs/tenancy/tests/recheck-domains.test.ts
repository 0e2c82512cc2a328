import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestRooms, seedTenant, type TestRooms, type TestTenant, written } from "../../../tests/testkit/rooms.ts";
import { addDomain, askToJoin, publish, verifiedDomain, verify } from "./joining.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const sql = (text: string, values: unknown[]) => rooms.platform.databases.owner.pool.query(text, values);

/** As if a day had gone by. */
async function nextDay({ tenantId }: TestTenant) {
  await sql("update tenancy.verified_domain set check_from = now() - interval '1 second' where owner = $1", [tenantId]);
  await sql("update tenancy.domain set failing_since = failing_since - interval '1 day' where tenant_id = $1", [
    tenantId,
  ]);
  await rooms.tenancy.recheckDomains(new AbortController().signal);
}

async function stateOf({ tenantId }: TestTenant) {
  const { rows } = await sql(
    "select verified_at is not null as verified, failing_since is not null as failing from tenancy.domain where tenant_id = $1",
    [tenantId],
  );
  return rows[0];
}

test("a record that is gone for three days proves nothing any more, and another tenant may have the domain", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const domain = await verifiedDomain(rooms, tenant, { join: "AUTOMATIC" });
  await nextDay(tenant);
  expect(await stateOf(tenant)).toEqual({ verified: true, failing: false });

  rooms.records.delete(domain.record.name);
  for (let day = 0; day < 3; day++) {
    await nextDay(tenant);
    expect(await stateOf(tenant)).toEqual({ verified: true, failing: true });
  }
  expect((await askToJoin(rooms, tenant, domain.name)).state).toBe("MEMBER");
  await nextDay(tenant);
  expect(await stateOf(tenant)).toEqual({ verified: false, failing: false });
  await expect(askToJoin(rooms, tenant, domain.name)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { outbox, audit } = await written(rooms, tenant.tenantId);
  const about = outbox.map(({ type }) => type).filter((type) => type.startsWith("domain."));
  expect(about).toEqual(["domain.added", "domain.verified", "domain.failing", "domain.joined", "domain.lost"]);
  expect(audit).toContainEqual(expect.objectContaining({ action: "domain.lose", actor_id: "platform" }));

  const theirs = await addDomain(rooms, other, { name: domain.name });
  publish(rooms, theirs);
  expect((await verify(rooms, other, theirs.id)).refusals).toEqual([]);
});

test("a record that comes back in time ends the alarm", async () => {
  const tenant = await seedTenant(rooms);
  const domain = await verifiedDomain(rooms, tenant);
  rooms.records.delete(domain.record.name);
  await nextDay(tenant);
  publish(rooms, domain);
  await nextDay(tenant);
  expect(await stateOf(tenant)).toEqual({ verified: true, failing: false });
});

test("a DNS that does not answer says nothing about a record", async () => {
  const tenant = await seedTenant(rooms);
  await verifiedDomain(rooms, tenant);
  const { get } = rooms.records;
  rooms.records.get = () => {
    throw new Error("SERVFAIL");
  };
  await nextDay(tenant);
  rooms.records.get = get;
  expect(await stateOf(tenant)).toEqual({ verified: true, failing: false });
});
