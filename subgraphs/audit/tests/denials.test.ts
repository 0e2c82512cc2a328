import { openDatabase } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, openTestRooms, requestOf, seedTenant, type TestRooms, written } from "../../../tests/testkit/rooms.ts";
import { createDenialIntake } from "../src/denials/intake.ts";

let rooms: TestRooms;
beforeAll(async () => {
  rooms = await openTestRooms();
});
afterAll(() => rooms.stop());

const denial = { operation: "Steal", coordinates: ["Query.apiKeys"], missing: ["api-key:read"] };

/** An intake with a clock of its own, so that no test waits a minute. */
function intakeAt(start = Date.now(), db = rooms.platform.databases.gateway) {
  let time = start;
  const intake = createDenialIntake({ db, log: rooms.platform.log, now: () => time });
  return {
    ...intake,
    advance(ms: number) {
      time += ms;
    },
  };
}

async function denied(tenantId: string) {
  return (await written(rooms, tenantId)).audit.filter(({ outcome }) => outcome === "DENIED");
}

test("a refusal is in the log with who, what and what was missing", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const intake = intakeAt();
  const request = requestOf(as.Viewer);
  intake.deny(request, denial);
  await intake.stop();
  expect(await denied(tenantId)).toMatchObject([
    {
      action: "operation.deny",
      actor_id: as.Viewer.id,
      target_id: "Steal",
      body: {
        requestId: request.requestId,
        detail: { coordinates: ["Query.apiKeys"], missing: ["api-key:read"], count: 1 },
      },
      personal: { clientAddress: { value: "203.0.113.7" } },
    },
  ]);
  const { data } = await ask(
    rooms.audit.subgraph,
    as.Admin,
    "{ auditEvents(filter: { outcome: DENIED }) { nodes { action targetType targetId } } }",
  );
  expect(data.auditEvents.nodes).toEqual([{ action: "operation.deny", targetType: "operation", targetId: "Steal" }]);
});

test("sixty of a principal in a minute are recorded one by one, the rest as one with their number", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const intake = intakeAt();
  for (let n = 0; n < 1_000; n++) intake.deny(requestOf(as.Viewer), denial);
  intake.deny(requestOf(as.Developer), denial);
  await intake.flush();
  expect(await denied(tenantId)).toHaveLength(61);
  intake.advance(60_000);
  await intake.flush();
  const rows = await denied(tenantId);
  expect(rows).toHaveLength(62);
  expect(rows.reduce((sum, { body }) => sum + body.detail.count, 0)).toBe(1_001);
  expect(rows.at(-1)).toMatchObject({
    actor_id: as.Viewer.id,
    target_id: "Steal",
    body: { detail: { count: 940, until: expect.any(String) } },
  });
  intake.deny(requestOf(as.Viewer), denial);
  await intake.stop();
  expect((await denied(tenantId)).at(-1)?.body.detail).toEqual({ ...rows[0].body.detail, count: 1 });
});

test("refusals for different reasons are counted apart, each with its reason", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const intake = intakeAt();
  const failure = { operation: "sign-in", coordinates: [], missing: [] };
  for (let n = 0; n < 100; n++) intake.deny(requestOf(as.Viewer), { ...failure, reason: "WRONG_PASSWORD" });
  intake.deny(requestOf(as.Viewer), { ...failure, reason: "USER_LOCKED" });
  intake.deny(requestOf(as.Viewer), denial);
  await intake.stop();
  const counts = Map.groupBy(await denied(tenantId), ({ body }) => body.detail.reason);
  const sumOf = (reason?: string) => counts.get(reason)?.reduce((sum, { body }) => sum + body.detail.count, 0);
  expect([sumOf("WRONG_PASSWORD"), sumOf("USER_LOCKED"), sumOf()]).toEqual([100, 1, 1]);
  expect(counts.get("WRONG_PASSWORD")).toHaveLength(61);
});

test("a thousand refusals of three tenants cost three transactions, not a thousand", async () => {
  const tenants = await Promise.all([seedTenant(rooms), seedTenant(rooms), seedTenant(rooms)]);
  const intake = intakeAt();
  for (let n = 0; n < 999; n++) intake.deny(requestOf((tenants[n % 3] as (typeof tenants)[0]).as.Viewer), denial);
  await intake.flush();
  const xids = await Promise.all(tenants.map(async ({ tenantId }) => (await denied(tenantId)).map(({ xid }) => xid)));
  for (const ofTenant of xids) {
    expect(ofTenant).toHaveLength(60);
    expect(new Set(ofTenant).size).toBe(1);
  }
  await intake.stop();
});

test("they reach the log within a second without being asked to", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const begun = performance.now();
  const intake = intakeAt();
  intake.deny(requestOf(as.Viewer), denial);
  await expect.poll(() => denied(tenantId), { interval: 20, timeout: 5_000 }).toHaveLength(1);
  expect(performance.now() - begun).toBeLessThan(1_500);
});

test("while the database is away nothing is lost, and nothing is written twice afterwards", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const { url, secret, log, logged } = rooms.platform;
  const role = "bulkhead_gateway";
  const options = { url, role, password: rolePassword(secret, role), maxConnections: 2, log };
  const gone = openDatabase({ ...options, url: "postgres://127.0.0.1:1/nowhere" });
  const back = openDatabase(options);
  const db = { pool: gone.pool };
  const intake = intakeAt(Date.now(), db);
  for (let n = 0; n < 5; n++) intake.deny(requestOf(as.Viewer), denial);
  intake.denyAnonymous("198.51.100.77", `away ${tenantId}`);
  await intake.flush();
  await intake.flush();
  expect(await denied(tenantId)).toEqual([]);
  expect(logged.some((line) => line.includes("could not be written"))).toBe(true);
  db.pool = back.pool;
  await intake.flush();
  await intake.stop();
  expect(await denied(tenantId)).toHaveLength(5);
  expect(await anonymous(`away ${tenantId}`)).toMatchObject([{ count: "1" }]);
  await Promise.all([gone.pool.end(), back.pool.end()]);
});

test("memory stays bounded while the database is away: past the bound denials are counted, not held", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const { url, secret, log } = rooms.platform;
  const role = "bulkhead_gateway";
  const options = { url, role, password: rolePassword(secret, role), maxConnections: 2, log };
  const gone = openDatabase({ ...options, url: "postgres://127.0.0.1:1/nowhere" });
  const db = { pool: gone.pool };
  const intake = intakeAt(Date.now(), db);
  const principals = Array.from({ length: 300 }, (_, n) => ({ ...as.Viewer, id: `key_${n}` }));
  for (let n = 0; n < 18_000; n++) intake.deny(requestOf(principals[n % 300] as (typeof principals)[0]), denial);
  await intake.flush();
  const back = openDatabase(options);
  db.pool = back.pool;
  await intake.stop();
  const rows = await denied(tenantId);
  expect(rows.length).toBeLessThanOrEqual(10_300);
  expect(rows.reduce((sum, { body }) => sum + body.detail.count, 0)).toBe(18_000);
  await Promise.all([gone.pool.end(), back.pool.end()]);
});

test("an operation name that PostgreSQL would refuse is recorded, cleaned and cut", async () => {
  const { tenantId, as } = await seedTenant(rooms);
  const intake = intakeAt();
  intake.deny(requestOf(as.Viewer), { ...denial, operation: `a\u0000b\ud800${"x".repeat(10_000)}` });
  await intake.stop();
  const [row] = await denied(tenantId);
  expect(row.target_id).toMatch(/^a\ufffdb\ufffdx{196}$/);
});

async function anonymous(reason: string) {
  const { rows } = await rooms.platform.databases.owner.pool.query(
    "select prefix, minute, count::text from audit.anonymous_failure where reason = $1 order by prefix, minute",
    [reason],
  );
  return rows;
}

test("failures of nobody in particular are counted per network, minute and reason, and no address is kept", async () => {
  const reason = `test ${newUuid()}`;
  const intake = intakeAt(Date.parse("2026-11-22T12:00:30Z"));
  for (const address of ["198.51.100.1", "198.51.100.200", "203.0.113.9", "2001:db8:1:2::3", "2001:db8:1:9::4", null])
    intake.denyAnonymous(address, reason);
  await intake.flush();
  intake.denyAnonymous("198.51.100.7", reason);
  await intake.flush();
  intake.advance(60_000);
  intake.denyAnonymous("198.51.100.7", reason);
  await intake.stop();
  expect((await anonymous(reason)).map(({ prefix, count }) => `${prefix} ${count}`)).toEqual([
    "198.51.100.0/24 3",
    "198.51.100.0/24 1",
    "2001:db8:1::/48 2",
    "203.0.113.0/24 1",
    "unknown 1",
  ]);
});

test("an attacker with many networks adds a bounded number of lines a minute, and every failure is counted", async () => {
  const reason = `flood ${newUuid()}`;
  const intake = intakeAt(Date.parse("2031-01-01T00:00:00Z"));
  for (let n = 0; n < 20_000; n++) intake.denyAnonymous(`10.${n >> 8}.${n & 255}.1`, reason);
  await intake.stop();
  const lines = await anonymous(reason);
  expect(lines).toHaveLength(5_000);
  const other = await anonymous("other");
  expect(other).toMatchObject([{ prefix: "other", count: "15000" }]);
});

test("a refusal without a tenant is counted as nobody's", async () => {
  const minute = Date.parse("2032-02-02T02:02:00Z");
  const intake = intakeAt(minute);
  intake.deny(requestOf(ANONYMOUS), denial);
  await intake.stop();
  const rows = await anonymous("UNAUTHENTICATED");
  expect(rows.filter((row) => row.minute.getTime() === minute)).toMatchObject([
    { prefix: "203.0.113.0/24", count: "1" },
  ]);
});
