import { setTimeout as sleep } from "node:timers/promises";
import { type Database, openDatabase, readAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { watchOthers } from "../imports/others.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

/** Reads some hundred times a second through these connections, for so long. */
async function readFor(db: Database, ms: number): Promise<number> {
  const end = performance.now() + ms;
  let reads = 0;
  while (performance.now() < end) {
    await Promise.all(
      Array.from({ length: 3 }, () => readAsTenant(db, newUuid(), { name: "one", text: "select 1", values: [] })),
    );
    reads += 3;
    await sleep(3);
  }
  return reads / (ms / 1_000);
}

test("what others ask of the database is known while somebody works, believed for a while after, and its own work is not", async () => {
  const { data, gateway } = platform.databases;
  const others = watchOthers(data);
  const most = async (db: Database) => {
    let seen = 0;
    const look = setInterval(() => {
      seen = Math.max(seen, others.share());
    }, 50);
    const perSecond = await readFor(db, 3_000);
    clearInterval(look);
    return { seen, asked: Math.min(1, perSecond * 0.00055) };
  };

  others.begin();
  const own = await most(data);
  expect(own.asked).toBeGreaterThan(0.02);
  expect(own.seen).toBeLessThan(Math.max(own.asked * 0.6, 0.05));

  const theirs = await most(gateway);
  expect(theirs.asked).toBeGreaterThan(0.02);
  expect(theirs.seen).toBeGreaterThan(theirs.asked / 3);

  await sleep(1_500);
  expect(others.share()).toBeGreaterThan(theirs.seen / 4);
  others.end();
});

test("of a database that cannot be reached nothing is believed, and nobody is told", async () => {
  const { log } = platform;
  const away = openDatabase({
    url: "postgres://127.0.0.1:1/none",
    role: "bulkhead_data",
    password: "none",
    maxConnections: 1,
    log,
  });
  let asked = 0;
  const connect = away.pool.connect.bind(away.pool);
  away.pool.connect = ((...given: Parameters<typeof connect>) => {
    asked++;
    return connect(...given);
  }) as typeof connect;
  const others = watchOthers(away);
  others.begin();
  // It goes on asking.
  await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(2);
  expect(others.share()).toBe(0);
  others.end();
  await away.pool.end();
});
