import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { until } from "../../tests/testkit/until.ts";
import { createMeter } from "../src/meter/meter.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const meterOf = (now?: () => number) =>
  createMeter({ db: platform.databases.gateway, log: platform.log, ...(now ? { now } : {}) });

async function rows<R>(text: string, tenantId: string): Promise<R[]> {
  return (await platform.databases.owner.pool.query(text, [tenantId])).rows as R[];
}
const MONTH = "select amount::int from platform.usage_month where tenant_id = $1";
const DAYS = "select operation, credential, amount::int from platform.usage_day where tenant_id = $1 order by 1, 2";

test("what several processes count adds up, and each knows of the others after its next exchange", async () => {
  const tenantId = newUuid();
  const [one, two] = [meterOf(), meterOf()];
  for (let n = 0; n < 30; n++) one.count(tenantId, "requests", "Query.records", "key_a");
  for (let n = 0; n < 12; n++) two.count(tenantId, "requests", n % 2 ? "Query.records" : "Query.me", "key_b");
  expect([one.used(tenantId, "requests"), two.used(tenantId, "requests")]).toEqual([30, 12]);
  await Promise.all([one.flush(), two.flush()]);
  await one.flush();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 42 }]);
  expect(await rows(DAYS, tenantId)).toEqual([
    { operation: "Query.me", credential: "key_b", amount: 6 },
    { operation: "Query.records", credential: "key_a", amount: 30 },
    { operation: "Query.records", credential: "key_b", amount: 6 },
  ]);
  one.count(tenantId, "requests", "Query.records", "key_a");
  await one.flush();
  expect(one.used(tenantId, "requests")).toBe(43);
  await Promise.all([one.stop(), two.stop()]);
});

test("what is under way to the database counts meanwhile", async () => {
  const tenantId = newUuid();
  const meter = meterOf();
  for (let n = 0; n < 30; n++) meter.count(tenantId, "requests", "Query.records", "key_a");
  let isOver = false;
  const flushed = meter.flush().then(() => {
    isOver = true;
  });
  const seen = new Set<number>();
  while (!isOver) {
    seen.add(meter.used(tenantId, "requests"));
    await new Promise(setImmediate);
  }
  await flushed;
  expect([...seen, meter.used(tenantId, "requests")]).toEqual([30, 30]);
  await meter.stop();
});

test("a process that stops leaves nothing uncounted, and takes its sockets along", async () => {
  const tenantId = newUuid();
  const [one, two] = [meterOf(), meterOf()];
  one.noteSockets(tenantId, 3);
  two.noteSockets(tenantId, 1);
  await one.flush();
  await two.flush();
  expect(two.socketsElsewhere(tenantId)).toBe(3);
  one.count(tenantId, "requests", "Query.me", "key_a");
  await one.stop();
  await two.flush();
  expect(two.socketsElsewhere(tenantId)).toBe(0);
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }]);
  await two.stop();
});

test("what reaches 80 percent of the plan is counted, and the tenant is told of it by the gateway, which may tell nothing else", async () => {
  const tenantId = newUuid();
  const { owner, gateway } = platform.databases;
  await owner.pool.query("insert into platform.plan_limit (plan, quota, most) values ('ten', 'requests', 10)");
  await flushAsTenant(platform.databases.tenancy, tenantId, [
    { text: "insert into platform.tenant_plan (tenant_id, plan) values ($1, 'ten')", values: [tenantId] },
  ]);
  const meter = meterOf();
  for (let n = 0; n < 8; n++) meter.count(tenantId, "requests", "Query.me", "key_a");
  await meter.flush();
  for (let n = 0; n < 2; n++) meter.count(tenantId, "requests", "Query.me", "key_a");
  await meter.stop();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 10 }]);
  const told =
    "select payload ->> 'percent' as percent from platform.outbox where tenant_id = $1 order by outbox.xid, id";
  expect(await rows(told, tenantId)).toEqual([{ percent: "80" }, { percent: "100" }]);

  const another = {
    text: `insert into platform.outbox (tenant_id, type, version, subject, payload) values ($1, $2, 1, $1, '{}')`,
    values: [tenantId, "grant.ended"],
  };
  await expect(flushAsTenant(gateway, tenantId, [another])).rejects.toThrow("row-level security");
});

test("what cannot be written is counted later and once", async () => {
  const tenantId = newUuid();
  const { gateway } = platform.databases;
  let fails = true;
  const failing = new Proxy(gateway.pool, {
    get: (pool, name) =>
      name === "connect" && fails
        ? () => Promise.reject(new Error("connection lost"))
        : Reflect.get(pool, name).bind?.(pool),
  });
  const meter = createMeter({ db: { ...gateway, pool: failing }, log: platform.log });
  meter.count(tenantId, "requests", "Query.me", "key_a");
  await meter.flush();
  expect(meter.used(tenantId, "requests")).toBe(1);
  fails = false;
  await meter.flush();
  await meter.stop();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }]);
});

test("a tenant that a process has not met lately is asked about before a limit is, once for all who wait", async () => {
  const tenantId = newUuid();
  const [one, two] = [meterOf(), meterOf()];
  for (let n = 0; n < 9; n++) one.count(tenantId, "requests", "Query.me", "key_a");
  await one.flush();
  expect(two.used(tenantId, "requests")).toBe(0);
  const [learning, same] = [two.learn(tenantId), two.learn(tenantId)];
  expect(same).toBe(learning);
  await learning;
  expect(two.used(tenantId, "requests")).toBe(9);
  expect(two.learn(tenantId)).toBeUndefined();
  // Nobody asks for a while: it is forgotten, and learnt again.
  await two.flush();
  expect(two.used(tenantId, "requests")).toBe(0);
  await two.learn(tenantId);
  expect(two.used(tenantId, "requests")).toBe(9);
  await Promise.all([one.stop(), two.stop()]);
});

test("tenants that come at the same time are each asked about once, however busy they are", async () => {
  const { gateway } = platform.databases;
  let transactions = 0;
  const counting = new Proxy(gateway.pool, {
    get(pool, name) {
      if (name === "connect") transactions++;
      return Reflect.get(pool, name).bind?.(pool);
    },
  });
  const meter = createMeter({ db: { ...gateway, pool: counting }, log: platform.log });
  const tenants = Array.from({ length: 30 }, newUuid);
  const ask = () => {
    for (const tenantId of tenants) meter.count(tenantId, "requests", "Query.me", "key_a");
  };
  ask();
  await until(async () => {
    ask();
    return transactions >= tenants.length;
  });
  // Whatever was asked for before it has had its turn then.
  await meter.flush();
  expect(transactions).toBe(2 * tenants.length);
  await meter.stop();
});

test("another month begins at nothing", async () => {
  const tenantId = newUuid();
  let now = Date.parse("2026-11-30T23:59:59Z");
  const meter = meterOf(() => now);
  meter.count(tenantId, "requests", "Query.me", "key_a");
  await meter.flush();
  expect(meter.used(tenantId, "requests")).toBe(1);
  now += 2_000;
  expect(meter.used(tenantId, "requests")).toBe(0);
  meter.count(tenantId, "requests", "Query.me", "key_a");
  await meter.flush();
  expect(meter.used(tenantId, "requests")).toBe(1);
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }, { amount: 1 }]);
  await meter.stop();
});

test("a tenant with too many callers to tell apart is counted all the same", async () => {
  const tenantId = newUuid();
  const meter = meterOf();
  for (let n = 0; n < 1_500; n++) meter.count(tenantId, "requests", "Query.me", `key_${n}`);
  await meter.stop();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1_500 }]);
  const days = await rows<{ operation: string; amount: number }>(DAYS, tenantId);
  expect(days.find(({ operation }) => operation === "other")).toMatchObject({ amount: 500 });
  expect(days).toHaveLength(1_001);
});

test("what comes late of a tenant that was destroyed is not kept, and the others' is", async () => {
  const [destroyed, other] = [newUuid(), newUuid()];
  const meter = meterOf();
  for (const tenantId of [destroyed, other]) {
    meter.count(tenantId, "requests", "Query.records", "key_a");
    meter.count(tenantId, "webhookDeliveries", "system.deliverWebhook", "system");
    meter.noteSockets(tenantId, 2);
  }
  await platform.databases.owner.pool.query(
    "insert into platform.tenant_key (tenant_id, version, destroyed_at) values ($1, 1, now())",
    [destroyed],
  );
  await meter.flush();
  const left = (tenantId: string) =>
    rows<{ left: number }>(
      `select (select count(*) from platform.usage_month where tenant_id = $1)::int
         + (select count(*) from platform.usage_day where tenant_id = $1)::int
         + (select count(*) from platform.usage_gauge where tenant_id = $1)::int as left`,
      tenantId,
    );
  expect(await left(destroyed)).toEqual([{ left: 0 }]);
  expect(await left(other)).toEqual([{ left: 5 }]);
  // It is not counted again and again either.
  expect(meter.used(destroyed, "requests")).toBe(0);
  await meter.stop();
});
