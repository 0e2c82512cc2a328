import { randomBytes } from "node:crypto";
import { setTimeout as wait, setImmediate as yieldOnce } from "node:timers/promises";
import { type Budget, creditOf, EXCHANGE_MS } from "@bulkhead/kernel/limiter.ts";
import { sweep } from "@bulkhead/kernel/limiter-postgres.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestPlatform } from "../../tests/testkit/database.ts";
import { hasRedis } from "../../tests/testkit/redis.ts";
import { until } from "../../tests/testkit/until.ts";
import { type Instance, openInstance, openPostgresStore, openRedisStore, type SharedStore } from "./limiter-fixture.ts";

const redisIsHere = hasRedis();
if (!redisIsHere && process.env.CI === "true") throw new Error("CI must have redis-server");
if (!redisIsHere) console.log("skipped: rate limits on Redis, needs redis-server");

const STORES: [string, () => Promise<SharedStore>][] = [
  ["PostgreSQL", openPostgresStore],
  ...(redisIsHere ? [["Redis", openRedisStore] as [string, () => Promise<SharedStore>]] : []),
];

const aKey = () => randomBytes(6).toString("hex");

/** Asks all budgets as fast as one thread can for so long; answers how much was admitted. */
async function hammer(budgets: readonly Budget[], key: string, forMs: number): Promise<number> {
  const end = performance.now() + forMs;
  let admitted = 0;
  while (performance.now() < end) {
    for (const budget of budgets) while (budget.take(key) >= 0) admitted++;
    await yieldOnce();
  }
  return admitted;
}

describe.each(STORES)("instances that share %s", (_name, openStore) => {
  let shared: SharedStore;
  let instances: Instance[];

  beforeAll(async () => {
    shared = await openStore();
    instances = [openInstance(shared), openInstance(shared), openInstance(shared)];
  }, 60_000);

  afterAll(async () => {
    await Promise.all(instances.map(({ limiter }) => limiter.stop()));
    await shared.stop();
  });

  const budgets = (policy: { perSecond: number; burst: number }) => {
    const name = `b-${randomBytes(5).toString("hex").replaceAll(/\d/g, "x")}`;
    return instances.map(({ limiter }) => limiter.budget({ name, ...policy }));
  };

  test.each([
    { perSecond: 200, burst: 80 },
    { perSecond: 50, burst: 5 },
    { perSecond: 20, burst: 400 },
  ])("three together admit no more than burst + rate × T + 2 × credit: %j", async (policy) => {
    const seconds = 2;
    const admitted = await hammer(budgets({ ...policy }), aKey(), seconds * 1_000);
    const slowest = Math.max(...instances.map((one) => one.slowest()));
    const credit = creditOf({ name: "key", ...policy }, (EXCHANGE_MS + slowest) / 1_000);
    const own = policy.burst + policy.perSecond * (seconds + 0.05);
    expect(admitted).toBeLessThanOrEqual(own + 2 * credit);
    // And no less than one alone would have.
    expect(admitted).toBeGreaterThanOrEqual(policy.burst + policy.perSecond * seconds * 0.85);
  });

  test("what was overspent in the first moment is paid back: after it, three have the rate of one", async () => {
    const policy = { perSecond: 200, burst: 60 };
    const three = budgets(policy);
    const key = aKey();
    await hammer(three, key, 1_500);
    const admitted = await hammer(three, key, 2_000);
    expect(admitted).toBeLessThanOrEqual(policy.perSecond * 2 * 1.15);
    expect(admitted).toBeGreaterThanOrEqual(policy.perSecond * 2 * 0.8);
  });

  test("one alone has its burst exactly, and waiting as long as it is told is enough", async () => {
    const [budget] = budgets({ perSecond: 2, burst: 40 });
    const key = aKey();
    const begun = performance.now();
    let admitted = 0;
    let left = budget?.take(key) ?? -1;
    for (; left >= 0; left = budget?.take(key) ?? -1) {
      admitted++;
      await yieldOnce();
    }
    expect(admitted).toBeGreaterThanOrEqual(40);
    // What came back meanwhile; nothing, unless the machine is busy.
    expect(admitted).toBeLessThanOrEqual(40 + (2 * (performance.now() - begun)) / 1_000);
    const told = instances[0]?.reported() ?? 0;
    // A timer of Node may ring a fraction of a millisecond before its time.
    for (const ready = performance.now() - left; performance.now() < ready; ) await wait(1);
    // It has been told, and has heard its own words back: unchanged, but for what the two clocks cannot know of each other.
    expect(instances[0]?.reported()).toBeGreaterThan(told);
    const unsure = (instances[0]?.slowest() ?? 0) / 2;
    expect(budget?.take(key)).toBeGreaterThanOrEqual(-unsure);
  });

  test("what one spent the others hear of within moments", async () => {
    const [first, second] = budgets({ perSecond: 1, burst: 80 });
    const key = aKey();
    while ((first?.take(key) ?? -1) >= 0);
    // The second learns with its first report, due after an eighth of the burst.
    let admitted = 0;
    await until(async () => {
      const left = second?.take(key) ?? 0;
      if (left >= 0) admitted++;
      return left < 0;
    });
    expect(admitted).toBeLessThanOrEqual(40);
  });

  test("a quiet key is told of once for an eighth of its burst, and an idle limiter says nothing", async () => {
    const [instance] = instances;
    const [budget] = budgets({ perSecond: 100, burst: 80 });
    const before = instance?.reported() ?? 0;
    for (let n = 0; n < 9; n++) budget?.take("quiet");
    await wait(3 * EXCHANGE_MS);
    expect(instance?.reported()).toBe(before);
    budget?.take("quiet");
    await until(async () => instance?.reported() === before + 1);
  });

  test("many keys go in one exchange, not more often than every 100 ms", async () => {
    const [instance] = instances;
    const [budget] = budgets({ perSecond: 100, burst: 8 });
    const before = { reported: instance?.reported() ?? 0, exchanges: instance?.exchanges() ?? 0 };
    const from = performance.now();
    for (let n = 0; n < 2_000; n++) {
      budget?.take(`many ${n}`);
      if (n % 20 === 0) await yieldOnce();
    }
    await until(async () => (instance?.reported() ?? 0) >= before.reported + 2_000);
    const exchanges = (instance?.exchanges() ?? 0) - before.exchanges;
    expect(exchanges).toBeLessThanOrEqual(2 + (performance.now() - from) / EXCHANGE_MS);
  });

  test("the store learns neither key nor tenant nor address", async () => {
    const [budget] = budgets({ perSecond: 1, burst: 1 });
    const [instance] = instances;
    const before = instance?.reported() ?? 0;
    budget?.take("203.0.113.0/24");
    await until(async () => (instance?.reported() ?? 0) > before && (await shared.names()).length > 0);
    const known = /^[0-9a-f]{32}$/;
    expect((await shared.names()).filter((name) => !known.test(name))).toEqual([]);
  });

  test("a store that lost everything frees no spent key", async () => {
    const [first, second] = budgets({ perSecond: 1, burst: 16 });
    const key = aKey();
    await hammer(
      [first, second].flatMap((one) => one ?? []),
      key,
      500,
    );
    await shared.wipe();
    expect(
      await hammer(
        [first, second].flatMap((one) => one ?? []),
        key,
        500,
      ),
    ).toBeLessThanOrEqual(2);
  });

  test("an instance that stops leaves behind what it admitted", async () => {
    const leaving = openInstance(shared);
    const policy = { name: "leaving", perSecond: 1, burst: 80 };
    const key = aKey();
    const budget = leaving.limiter.budget(policy);
    for (let n = 0; n < 9; n++) budget.take(key);
    await leaving.limiter.stop();
    const heir = openInstance(shared);
    const inherited = heir.limiter.budget(policy);
    let left = 0;
    for (let n = 0; n < 10; n++) left = inherited.take(key);
    expect(left).toBe(70);
    await until(async () => {
      left = inherited.take(key, 0);
      return left <= 61;
    });
    await heir.limiter.stop();
  });

  test.each(["swallow", "cut"] as const)(
    "while the way to the store does %s, each limits by itself, and nobody waits",
    async (fault) => {
      const alone = openInstance(shared);
      const budget = alone.limiter.budget({ name: "alone", perSecond: 100, burst: 50 });
      const key = aKey();
      await hammer([budget], key, 200);
      shared.proxy[fault]();
      const from = performance.now();
      let admitted = 0;
      let longest = 0;
      await until(async () => {
        const asked = performance.now();
        if (budget.take(key) >= 0) admitted++;
        longest = Math.max(longest, performance.now() - asked);
        return !alone.limiter.shared();
      }, 10_000);
      const seconds = (performance.now() - from) / 1_000;
      expect(longest).toBeLessThan(50);
      expect(admitted).toBeLessThanOrEqual(50 + 100 * seconds + 1);
      expect(await hammer([budget], key, 500)).toBeGreaterThan(30);
      shared.proxy.mend();
      await until(async () => alone.limiter.shared(), 15_000);
      // Nobody is shut out for what was admitted meanwhile.
      expect(await hammer([budget], key, 500)).toBeGreaterThan(30);
      const lines = alone.logged.filter((line) => line.includes("rate limits"));
      expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(["warn", "info"]);
      await alone.limiter.stop();
    },
  );
});

test("PostgreSQL forgets what has been full for a minute, and only that", async () => {
  const platform = await openTestPlatform();
  const { gateway, owner } = platform.databases;
  await owner.pool.query(
    `insert into platform.rate_limit select gen_random_uuid(), extract(epoch from now()) * 1000 - 70000, 1
       from generate_series(1, 12000)
     union all select gen_random_uuid(), extract(epoch from now()) * 1000 - 30000, 1 from generate_series(1, 7)`,
  );
  expect(await sweep(gateway)).toBe(12_000);
  const { rows } = await owner.pool.query<{ count: string }>("select count(*) from platform.rate_limit");
  expect(rows[0]?.count).toBe("7");
  await platform.stop();
});
