import { flushAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { forgetConsumer, type Relay } from "@bulkhead/kernel/relay.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestRelay, testConsumer, writeEvents } from "../../tests/testkit/relay.ts";
import { until } from "../../tests/testkit/until.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const numbered = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `n${from + n}`);

test("every consumer is handed every event of its types once, in commit order within each tenant", async () => {
  const tenants = [newUuid(), newUuid(), newUuid()];
  const [all, some] = [testConsumer("order.all"), testConsumer("order.some", ["member.removed"])];
  const { relay, stop } = openTestRelay(platform, [all, some]);
  onTestFinished(stop);
  const writer = async (tenantId: string, seed: number) => {
    for (let n = 0; n < 60; n++)
      await withTenant(platform.databases.data, tenantId, async (tx) => {
        await tx.query(
          appendOutbox(tenantId, [{ type: "collection.defined", subject: tenantId, payload: { name: `n${n}` } }]),
        );
        if ((n + seed) % 7 === 0) await tx.query({ text: "select pg_sleep(0.01)" });
        if (n === 30)
          await tx.query(
            appendOutbox(tenantId, [{ type: "member.removed", subject: tenantId, payload: { userId: "u" } }]),
          );
      });
  };
  await Promise.all(tenants.map(writer));
  await until(async () => tenants.every((id) => all.names(id).length === 61 && some.names(id).length === 1));
  for (const id of tenants) {
    expect(all.names(id).filter((name) => name !== "undefined")).toEqual(numbered(60));
    expect(some.taken.filter((one) => one.tenantId === id).map(({ type }) => type)).toEqual(["member.removed"]);
  }
  expect(relay.isLeader()).toBe(true);
});

test("a consumer that always throws holds up no other, and takes everything in order once it is well again", async () => {
  const [a, b] = [newUuid(), newUuid()];
  const [sick, well] = [testConsumer("throws.sick"), testConsumer("throws.well")];
  let ill = true;
  sick.before = () => {
    if (ill) throw new Error("no");
  };
  const { relay, stop } = openTestRelay(platform, [sick, well]);
  onTestFinished(stop);
  for (let n = 0; n < 5; n++) {
    await writeEvents(platform, a, `n${2 * n}`, `n${2 * n + 1}`);
    await writeEvents(platform, b, `n${2 * n}`, `n${2 * n + 1}`);
  }
  await until(async () => well.names(a).length === 10 && well.names(b).length === 10);
  expect([sick.names(a), sick.names(b)]).toEqual([[], []]);
  await until(async () => {
    const sickness = await statusOf(relay, "throws.sick");
    return sickness.parked.events >= 20 && sickness.lagEvents === 0;
  });
  const { parked } = await statusOf(relay, "throws.sick");
  expect(parked).toMatchObject({ error: "Error: no" });
  expect(parked.oldestSeconds).toBeGreaterThan(0);
  ill = false;
  await until(async () => sick.names(a).length === 10 && sick.names(b).length === 10);
  expect(sick.names(a)).toEqual(numbered(10));
  expect(sick.names(b)).toEqual(numbered(10));
  await until(async () => (await statusOf(relay, "throws.sick")).parked.tenants === 0);
});

test("a tenant a consumer fails on waits alone: its later events stay behind the faulty one, others go on", async () => {
  const [poor, other] = [newUuid(), newUuid()];
  const consumer = testConsumer("poison");
  let poisoned = true;
  consumer.before = (events) => {
    if (poisoned && events.some((one) => one.payload.name === "n2" && one.tenantId === poor)) throw new Error("poison");
  };
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  await until(async () => relay.isLeader());
  // In one transaction, so that all of them reach the consumer together.
  await writeEvents(platform, poor, ...numbered(5));
  await writeEvents(platform, other, ...numbered(3));
  await writeEvents(platform, poor, ...numbered(3, 5));
  await until(async () => consumer.names(other).length === 3);
  // What came before the faulty event is delivered; nothing that came after it.
  await until(async () => consumer.names(poor).length === 2);
  await writeEvents(platform, other, "n3");
  await until(async () => consumer.names(other).length === 4);
  expect(consumer.names(poor)).toEqual(["n0", "n1"]);
  await until(async () => (await statusOf(relay, "poison")).parked.events === 6);
  expect((await statusOf(relay, "poison")).parked.tenants).toBe(1);
  poisoned = false;
  await until(async () => consumer.names(poor).length === 8);
  expect(consumer.names(poor)).toEqual(numbered(8));
  await writeEvents(platform, poor, "n8");
  await until(async () => consumer.names(poor).length === 9);
  expect(consumer.names(other)).toEqual(numbered(4));
});

test("a tenant that waits no longer is forgotten, also when the database was away at that moment", async () => {
  const tenantId = newUuid();
  const consumer = testConsumer("forgets");
  let sick = true;
  consumer.before = (events) => {
    if (sick && events.some((one) => one.tenantId === tenantId)) throw new Error("sick");
  };
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  await writeEvents(platform, tenantId, "n0");
  await until(async () => (await statusOf(relay, "forgets"))?.parked.tenants === 1);
  const locker = await platform.databases.owner.pool.connect();
  await locker.query("begin");
  await locker.query("select from platform.relay_parked where consumer = 'forgets' for update");
  sick = false;
  const before = platform.logged.length;
  const isRefused = () => platform.logged.slice(before).some((line) => line.includes("the relay could not go on"));
  await until(async () => consumer.names(tenantId).length === 1 && isRefused());
  await locker.query("rollback");
  locker.release();
  await until(async () => (await statusOf(relay, "forgets")).parked.tenants === 0);
  expect(consumer.names(tenantId)).toEqual(["n0"]);
});

test("what waits for a consumer outlives the leader, and is neither lost nor overtaken", async () => {
  const tenantId = newUuid();
  const first = testConsumer("outlives");
  first.before = () => {
    throw new Error("no");
  };
  const one = openTestRelay(platform, [first]);
  await writeEvents(platform, tenantId, ...numbered(3));
  await until(async () => (await statusOf(one.relay, "outlives"))?.parked.tenants >= 1);
  await one.stop();
  await writeEvents(platform, tenantId, ...numbered(3, 3));
  const second = testConsumer("outlives");
  const { stop } = openTestRelay(platform, [second]);
  onTestFinished(stop);
  await until(async () => second.names(tenantId).length === 6);
  expect(second.names(tenantId)).toEqual(numbered(6));
});

test("a consumer that does not answer is given up after its time, and its signal says so", async () => {
  const tenantId = newUuid();
  const consumer = testConsumer("silent");
  let signalled = 0;
  consumer.before = (events, signal) => {
    if (signalled > 0 || events.every((one) => one.tenantId !== tenantId)) return undefined;
    signal.addEventListener("abort", () => signalled++);
    return new Promise(() => undefined);
  };
  const { stop } = openTestRelay(platform, [consumer], { handleMs: 150 });
  onTestFinished(stop);
  await writeEvents(platform, tenantId, "n0");
  await until(async () => consumer.names(tenantId).length === 1);
  expect(signalled).toBe(1);
});

test("a consumer that is late is an alarm, and its status says by how much", async () => {
  const tenantId = newUuid();
  const consumer = testConsumer("late");
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  consumer.before = (events) => (events.some((one) => one.tenantId === tenantId) ? held : undefined);
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  // It begins with the oldest event that is kept; what other tests left behind is not what this one is about.
  await until(async () => (await statusOf(relay, "late"))?.lagEvents === 0);
  const logged = platform.logged.length;
  await writeEvents(platform, tenantId, "n0", "n1");
  const alarm = () =>
    platform.logged
      .slice(logged)
      .map((line) => JSON.parse(line))
      .find((one) => one.alarm === "relay.lag" && one.consumer === "late");
  await until(async () => alarm() !== undefined, 15_000);
  expect(alarm().lagMs).toBeGreaterThan(5_000);
  const status = await statusOf(relay, "late");
  expect(status.lagEvents).toBe(2);
  expect(status.lagSeconds).toBeGreaterThan(5);
  expect((await relay.status()).oldestUndeliveredSeconds).toBeGreaterThan(5);
  release();
  await until(async () => (await statusOf(relay, "late")).lagEvents === 0);
  expect((await statusOf(relay, "late")).lagSeconds).toBe(0);
});

test("a consumer that no release has any more is named, and can be forgotten with what waits for it", async () => {
  const gone = testConsumer("gone");
  gone.before = () => {
    throw new Error("no");
  };
  const one = openTestRelay(platform, [gone]);
  await writeEvents(platform, newUuid(), "n0");
  await until(async () => (await statusOf(one.relay, "gone"))?.parked.tenants >= 1);
  await one.stop();
  const two = openTestRelay(platform, [testConsumer("stays")]);
  onTestFinished(two.stop);
  await until(async () => two.relay.isLeader());
  expect(await statusOf(two.relay, "gone")).toBeDefined();
  expect(await forgetConsumer(platform.databases.worker, "gone")).toBe(true);
  expect(await forgetConsumer(platform.databases.worker, "gone")).toBe(false);
  expect(await statusOf(two.relay, "gone")).toBeUndefined();
});

test("a backlog longer than memory may hold is read from the table, in order and complete", async () => {
  const tenantId = newUuid();
  const slow = testConsumer("backlog");
  slow.before = async () => new Promise((resolve) => setImmediate(resolve));
  await writeEvents(platform, tenantId, ...numbered(700));
  const { stop } = openTestRelay(platform, [slow]);
  onTestFinished(stop);
  for (let n = 1; n < 5; n++) await writeEvents(platform, tenantId, ...numbered(700, 700 * n));
  await until(async () => slow.names(tenantId).length >= 3_500, 10_000);
  expect(slow.names(tenantId)).toEqual(numbered(3_500));
});

test("large events come in pages of bounded size, each of them once", async () => {
  const tenantId = newUuid();
  const consumer = testConsumer("large");
  const { stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  // One that compresses well and one that does not: 40 MB that must never be in memory together.
  const noise = Array.from({ length: 62_500 }, () => Math.random().toString(36).slice(2, 10)).join("");
  for (let n = 0; n < 40; n++) {
    const payload = { name: `n${n}`, text: n % 2 === 0 ? "a".repeat(1_000_000) : `${n}${noise}` };
    const event = { type: "collection.defined", subject: tenantId, payload };
    await flushAsTenant(platform.databases.data, tenantId, [appendOutbox(tenantId, [event])]);
  }
  await until(async () => consumer.names(tenantId).length >= 40, 20_000);
  expect(consumer.names(tenantId)).toEqual(numbered(40));
});

async function statusOf(relay: Relay, name: string) {
  const found = (await relay.status()).consumers.find((one) => one.name === name);
  return found as NonNullable<typeof found>;
}
