import { flushAsTenant, openDatabase, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { createFreshness } from "@bulkhead/kernel/freshness.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestRelay, testConsumer, writeEvents } from "../../tests/testkit/relay.ts";
import { until } from "../../tests/testkit/until.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const WRITERS = ["identity", "tenancy", "data", "audit", "gateway", "worker"] as const;

test.each(WRITERS)("a writing transaction that bulkhead_%s leaves open is ended within a second", async (name) => {
  const client = await platform.databases[name].pool.connect();
  const ended = new Promise<Error>((resolve) => client.once("error", resolve));
  await client.query("begin");
  const { rows } = await client.query("select pg_current_xact_id()::text as xid, pg_backend_pid() as pid");
  const begun = performance.now();
  expect(rows[0].xid).toMatch(/^\d+$/);
  expect((await ended).message).toMatch(/timeout/);
  expect(performance.now() - begun).toBeLessThan(2_000);
  client.release(true);
});

test("after a writer was stopped in the middle of its transaction, events of others go on", async () => {
  const [stuck, other] = [newUuid(), newUuid()];
  const consumer = testConsumer("horizon.goes-on");
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  await until(async () => relay.isLeader());
  const hung = withTenant(platform.databases.tenancy, stuck, async (tx) => {
    await tx.query({ text: "select pg_current_xact_id()" });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await tx.query({ text: "select 1" });
  });
  const failed = expect(hung).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await until(async () => (await openXids()) > 0);
  await writeEvents(platform, other, "n0");
  await until(async () => consumer.names(other).length === 1, 2_500);
  await failed;
});

test("a read may take longer than a write, for it holds nothing up", async () => {
  const rows = await readAsTenant(platform.databases.data, newUuid(), { text: "select 1 as one from pg_sleep(1.3)" });
  expect(rows).toEqual([{ one: 1 }]);
  await expect(
    flushAsTenant(platform.databases.data, newUuid(), [{ text: "select pg_sleep(1.3)" }]),
  ).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

test("writing transactions are counted by how long they hold back others, and those longer than the bound are told", async () => {
  const lines: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => lines.push(line) } });
  const role = "bulkhead_data";
  const { url, secret } = platform;
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 1, log });
  onTestFinished(() => db.pool.end());
  const pause = { text: "select pg_sleep(0.1)" };
  const write = { text: "select pg_current_xact_id() from pg_sleep(0.1)" };
  await readAsTenant(db, newUuid(), pause);
  await withTenant(db, newUuid(), async (tx) => void (await tx.query(pause)));
  expect(db.writes).toMatchObject({ count: 0, slow: 0, ended: 0 });
  await expect(flushAsTenant(db, newUuid(), [write])).rejects.toMatchObject({ code: "UNAVAILABLE" });
  // Each statement is short enough, both together are not: it is the transaction that is ended, at the bound and no sooner.
  const half = (what: string) => ({ text: `select ${what} from pg_sleep(0.03)` });
  const slowly = withTenant(db, newUuid(), async (tx) => {
    await tx.query(half("pg_current_xact_id()"));
    await tx.query(half("1"));
  });
  await expect(slowly).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const { count, ended = 0 } = db.writes ?? {};
  expect(ended).toBeGreaterThanOrEqual(6);
  expect(count).toBe(ended);
  expect(lines.filter((line) => line.includes("because it was late"))).toHaveLength(ended);
  expect(lines.some((line) => line.includes('"trips":2'))).toBe(true);
});

test("a feed knows that what it has not been shown may be old, although it polls all the time", async () => {
  const { feed, databases } = platform;
  const tenantId = newUuid();
  await until(async () => feed.lagMs() < 500);
  // A session of the operator: no timeout ends it.
  const client = await databases.owner.pool.connect();
  await client.query("begin");
  await client.query("select pg_current_xact_id()");
  await writeEvents(platform, tenantId, "hidden");
  await until(async () => feed.lagMs() > 1_200);
  await client.query("rollback");
  client.release();
  await until(async () => feed.lagMs() < 500);
});

test("a horizon that stands is an alarm that names the backend", async () => {
  const consumer = testConsumer("horizon.alarm");
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  await until(async () => relay.isLeader());
  const client = await platform.databases.owner.pool.connect();
  await client.query("set application_name = 'a forgotten console'");
  await client.query("begin");
  const { rows } = await client.query("select pg_current_xact_id(), pg_backend_pid() as pid");
  await writeEvents(platform, newUuid(), "hidden");
  const alarm = () => platform.logged.map((line) => JSON.parse(line)).find((one) => one.alarm === "relay.horizon");
  await until(async () => alarm() !== undefined, 10_000);
  await client.query("rollback");
  await client.query("reset application_name");
  client.release();
  expect(alarm()).toMatchObject({ level: "warn", pid: rows[0].pid, application: "a forgotten console" });
  expect(alarm().horizonAgeMs).toBeGreaterThan(1_000);
});

test("freshness is the newest moment that the horizon has passed", () => {
  const freshness = createFreshness();
  expect(freshness.note(10, 100n, 100n)).toBe(10);
  expect(freshness.note(20, 105n, 101n)).toBe(10);
  expect(freshness.note(30, 110n, 104n)).toBe(10);
  // The transaction that began before 20 is over, one that began before 30 is not.
  expect(freshness.note(40, 120n, 107n)).toBe(20);
  expect(freshness.note(50, 120n, 107n)).toBe(20);
  expect(freshness.note(60, 120n, 120n)).toBe(60);
  // However long the horizon stands, memory does not grow and the order stays.
  for (let at = 0; at < 10_000; at++) expect(freshness.note(100 + at, 200n + BigInt(at), 130n)).toBe(60);
  expect(freshness.note(20_000, 20_000n, 10_150n)).toBeGreaterThan(9_000);
});

async function openXids(): Promise<number> {
  const { rows } = await platform.databases.owner.pool.query<{ n: number }>(
    "select count(*)::int as n from pg_stat_activity where backend_xid is not null and usename = 'bulkhead_tenancy' and datname = current_database()",
  );
  return rows[0]?.n ?? 0;
}
