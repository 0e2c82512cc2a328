import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
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
  for (let n = 0; n < 30; n++) one.count(tenantId, "Query.records", "key_a");
  for (let n = 0; n < 12; n++) two.count(tenantId, n % 2 ? "Query.records" : "Query.me", "key_b");
  expect([one.requests(tenantId), two.requests(tenantId)]).toEqual([30, 12]);
  await Promise.all([one.flush(), two.flush()]);
  await one.flush();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 42 }]);
  expect(await rows(DAYS, tenantId)).toEqual([
    { operation: "Query.me", credential: "key_b", amount: 6 },
    { operation: "Query.records", credential: "key_a", amount: 30 },
    { operation: "Query.records", credential: "key_b", amount: 6 },
  ]);
  one.count(tenantId, "Query.records", "key_a");
  await one.flush();
  expect(one.requests(tenantId)).toBe(43);
  await Promise.all([one.stop(), two.stop()]);
});

test("a process that stops leaves nothing uncounted, and takes its sockets along", async () => {
  const tenantId = newUuid();
  const [one, two] = [meterOf(), meterOf()];
  one.noteSockets(tenantId, 3);
  two.noteSockets(tenantId, 1);
  await one.flush();
  await two.flush();
  expect(two.socketsElsewhere(tenantId)).toBe(3);
  one.count(tenantId, "Query.me", "key_a");
  await one.stop();
  await two.flush();
  expect(two.socketsElsewhere(tenantId)).toBe(0);
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }]);
  await two.stop();
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
  meter.count(tenantId, "Query.me", "key_a");
  await meter.flush();
  expect(meter.requests(tenantId)).toBe(1);
  fails = false;
  await meter.flush();
  await meter.stop();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }]);
});

test("another month begins at nothing", async () => {
  const tenantId = newUuid();
  let now = Date.parse("2026-11-30T23:59:59Z");
  const meter = meterOf(() => now);
  meter.count(tenantId, "Query.me", "key_a");
  await meter.flush();
  expect(meter.requests(tenantId)).toBe(1);
  now += 2_000;
  expect(meter.requests(tenantId)).toBe(0);
  meter.count(tenantId, "Query.me", "key_a");
  await meter.flush();
  expect(meter.requests(tenantId)).toBe(1);
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1 }, { amount: 1 }]);
  await meter.stop();
});

test("a tenant with too many callers to tell apart is counted all the same", async () => {
  const tenantId = newUuid();
  const meter = meterOf();
  for (let n = 0; n < 1_500; n++) meter.count(tenantId, "Query.me", `key_${n}`);
  await meter.stop();
  expect(await rows(MONTH, tenantId)).toEqual([{ amount: 1_500 }]);
  const days = await rows<{ operation: string; amount: number }>(DAYS, tenantId);
  expect(days.find(({ operation }) => operation === "other")).toMatchObject({ amount: 500 });
  expect(days).toHaveLength(1_001);
});
