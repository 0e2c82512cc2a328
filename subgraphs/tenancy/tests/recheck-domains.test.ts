import { afterAll, beforeAll, expect, test } from "vitest";
import {
  ask,
  openTestRooms,
  seedTenant,
  type TestRooms,
  type TestTenant,
  written,
} from "../../../tests/testkit/rooms.ts";
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

/** Does something once while the DNS is asked for a name. */
function meanwhile(asked: string, work: () => Promise<unknown>) {
  const { get } = rooms.records;
  rooms.records.get = (name) => {
    if (name !== asked) return get.call(rooms.records, name);
    rooms.records.get = get;
    return work().then(() => get.call(rooms.records, name)) as never;
  };
}

const ownerOf = async (name: string) =>
  (await sql("select owner from tenancy.verified_domain where name = $1", [name])).rows[0]?.owner;

test("a tenant that closes while the DNS is asked does not keep its domain", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const domain = await verifiedDomain(rooms, tenant);
  meanwhile(domain.record.name, async () => {
    // As the destroyer does: the directory first, the tenant's tables in a while.
    await sql("update tenancy.tenant set status = 'CLOSED', closed_at = now() where tenant_id = $1", [tenant.tenantId]);
    await sql("delete from tenancy.verified_domain where owner = $1", [tenant.tenantId]);
  });
  await nextDay(tenant);
  expect(await ownerOf(domain.name)).toBeUndefined();
  const theirs = await addDomain(rooms, other, { name: domain.name });
  publish(rooms, theirs);
  expect((await verify(rooms, other, theirs.id)).refusals).toEqual([]);
});

test("a domain that its tenant does not have any more is let go of", async () => {
  const [tenant, other] = [await seedTenant(rooms), await seedTenant(rooms)];
  const domain = await verifiedDomain(rooms, tenant);
  await sql("delete from tenancy.domain where tenant_id = $1", [tenant.tenantId]);
  await nextDay(tenant);
  expect(await ownerOf(domain.name)).toBeUndefined();
  const theirs = await addDomain(rooms, other, { name: domain.name });
  publish(rooms, theirs);
  expect((await verify(rooms, other, theirs.id)).refusals).toEqual([]);
});

test("a domain that is removed and proved anew while others are looked at stays its tenant's", async () => {
  const tenant = await seedTenant(rooms);
  const [first, second] = [await verifiedDomain(rooms, tenant), await verifiedDomain(rooms, tenant)];
  await sql("update tenancy.verified_domain set check_from = now() - interval '1 minute' where name = $1", [
    first.name,
  ]);
  meanwhile(first.record.name, async () => {
    const removed = "mutation ($id: ID!) { removeDomain(input: { id: $id }) { id } }";
    await ask(rooms.tenancy.subgraph, tenant.as.Admin, removed, { id: second.id });
    await verifiedDomain(rooms, tenant, { name: second.name });
  });
  await sql("update tenancy.verified_domain set check_from = now() - interval '1 second' where name = $1", [
    second.name,
  ]);
  await rooms.tenancy.recheckDomains(new AbortController().signal);
  expect(await ownerOf(second.name)).toBe(tenant.tenantId);
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
