import { createFeed } from "@bulkhead/kernel/feed.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { sweepOutbox } from "@bulkhead/kernel/relay-retention.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestRelay, testConsumer, writeEvents } from "../../tests/testkit/relay.ts";
import { until } from "../../tests/testkit/until.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const DAY = 86_400;
const never = new AbortController().signal;
const interest = (tenantId: string) => ({ tenantId, subject: tenantId, types: ["collection.defined"] });

async function kept(tenantId: string): Promise<string[]> {
  const text = "select payload->>'name' as name from platform.outbox o where tenant_id = $1 order by o.xid, o.id";
  return (await platform.databases.owner.pool.query(text, [tenantId])).rows.map(({ name }) => name);
}

async function age(tenantId: string, days: number): Promise<void> {
  await platform.databases.owner.pool.query(
    "update platform.outbox set occurred_at = now() - make_interval(days => $2) where tenant_id = $1",
    [tenantId, days],
  );
}

/** Events that were aged by hand are swept at once, so the feed must have had them. */
async function sweep(): Promise<number> {
  await platform.feed.settled();
  return sweepOutbox(platform.databases.worker, 7 * DAY, never);
}

test("only what is older than the retention, passed by every consumer and waited for by none is deleted", async () => {
  const [plain, waiting, young] = [newUuid(), newUuid(), newUuid()];
  const consumer = testConsumer("keeps");
  let ill = true;
  consumer.before = (events) => {
    if (ill && events.some(({ tenantId }) => tenantId === waiting)) throw new Error("no");
  };
  const { relay, stop } = openTestRelay(platform, [consumer]);
  await writeEvents(platform, plain, "n0", "n1");
  await writeEvents(platform, waiting, "n0", "n1");
  await until(async () => (await relay.status()).consumers[0]?.parked.events === 2);
  await until(async () => consumer.names(plain).length === 2);
  await stop();
  await writeEvents(platform, plain, "n2");
  await writeEvents(platform, young, "n0");
  await Promise.all([age(plain, 8), age(waiting, 8), age(young, 6)]);
  expect(await sweep()).toBe(2);
  expect(await kept(plain)).toEqual(["n2"]);
  expect(await kept(waiting)).toEqual(["n0", "n1"]);
  ill = false;
  const next = openTestRelay(platform, [consumer]);
  await until(async () => consumer.names(waiting).length === 2 && consumer.names(young).length === 1);
  await next.stop();
  expect(await sweep()).toBe(3);
  expect(await kept(young)).toEqual(["n0"]);
});

test("a cursor from before the oldest event that is kept answers CURSOR_EXPIRED, a later one goes on", async () => {
  const tenantId = newUuid();
  const { feed } = platform;
  const abort = new AbortController();
  const live = feed.follow(interest(tenantId), null, abort.signal);
  await writeEvents(platform, tenantId, "n0");
  await writeEvents(platform, tenantId, "n1");
  await writeEvents(platform, tenantId, "n2");
  const events = [await live.next(), await live.next(), await live.next()].map(({ value }) => value);
  const cursors = events.map((event) => feed.cursor(event as NonNullable<typeof event>));
  const inside = feed.cursor(events[1] as NonNullable<(typeof events)[1]>, 3);
  await passed();
  await platform.databases.owner.pool.query(
    "update platform.outbox set occurred_at = now() - interval '8 days' where tenant_id = $1 and payload->>'name' <> 'n2'",
    [tenantId],
  );
  await sweep();
  expect(await kept(tenantId)).toEqual(["n2"]);
  const refused = await Promise.all([
    follow(tenantId, cursors[0] as string).catch((error: unknown) => error),
    feed.at(interest(tenantId), inside).catch((error: unknown) => error),
    follow(tenantId, inside).catch((error: unknown) => error),
  ]);
  expect(refused).toMatchObject([{ code: "CURSOR_EXPIRED" }, { code: "CURSOR_EXPIRED" }, { code: "CURSOR_EXPIRED" }]);
  expect((await follow(tenantId, cursors[1] as string))?.payload).toEqual({ name: "n2" });
  // Once this process has heard of it, it need not even read.
  await until(async () => {
    try {
      feed.open(tenantId, cursors[0] as string);
      return false;
    } catch (error) {
      return (error as { code: string }).code === "CURSOR_EXPIRED";
    }
  });
  // Who has followed all the time is none the worse.
  await writeEvents(platform, tenantId, "n3");
  expect((await live.next()).value?.payload).toEqual({ name: "n3" });
  abort.abort();
});

test("a follower that is overtaken by deletion while it replays is told, and skips nothing in silence", async () => {
  const tenantId = newUuid();
  const { feed } = platform;
  const names = Array.from({ length: 1_200 }, (_, n) => `n${n}`);
  const first = feed.follow(interest(tenantId), null, never);
  await writeEvents(platform, tenantId, "start");
  const { value } = await first.next();
  await first.return(undefined);
  await writeEvents(platform, tenantId, ...names);
  await feed.settled();
  const replay = feed.follow(interest(tenantId), feed.cursor(value as NonNullable<typeof value>), never);
  expect((await replay.next()).value?.payload).toEqual({ name: "n0" });
  await passed();
  await age(tenantId, 8);
  await sweep();
  expect(await kept(tenantId)).toEqual([]);
  const seen = ["n0"];
  const reading = (async () => {
    for await (const event of replay) seen.push(String(event.payload.name));
  })();
  await expect(reading).rejects.toMatchObject({ code: "CURSOR_EXPIRED" });
  // The page it had read is complete up to where it broke off.
  expect(seen).toEqual(names.slice(0, seen.length));
});

test("the leader sweeps by itself", async () => {
  const tenantId = newUuid();
  const { stop } = openTestRelay(platform, [testConsumer("keeps")], { sweepMs: 50 });
  await writeEvents(platform, tenantId, "n0");
  await platform.feed.settled();
  await age(tenantId, 8);
  await until(async () => (await kept(tenantId)).length === 0);
  await stop();
});

test("a process that slept while events were deleted never believes itself fresh again", async () => {
  const tenantId = newUuid();
  const url = new URL(platform.url);
  url.username = "bulkhead_relay";
  url.password = rolePassword(platform.secret, "bulkhead_relay");
  const pool = new pg.Pool({ connectionString: url.href, max: 1 });
  const lines: string[] = [];
  const log = createLog({ level: "warn", destination: { write: (line) => lines.push(line) } });
  const sleeper = createFeed({ db: { pool }, followersDb: { pool }, cursors: platform.cursors, log });
  await sleeper.start();
  const held = await pool.connect();
  await writeEvents(platform, tenantId, "n0");
  await passed();
  await platform.feed.settled();
  await age(tenantId, 8);
  expect(await sweep()).toBe(1);
  held.release();
  await until(async () => lines.some((line) => line.includes("this process has not read")));
  const lag = sleeper.lagMs();
  await until(async () => sleeper.lagMs() > lag + 300);
  await sleeper.stop();
  await pool.end();
});

/** The first event after a cursor. */
async function follow(tenantId: string, cursor: string) {
  const abort = new AbortController();
  for await (const event of platform.feed.follow(interest(tenantId), cursor, abort.signal)) {
    abort.abort();
    return event;
  }
  return undefined;
}

/** Every consumer passes what is there, so that it may be deleted. */
async function passed(): Promise<void> {
  const { relay, stop } = openTestRelay(platform, [testConsumer("keeps")]);
  await until(async () => {
    const { consumers } = await relay.status();
    return consumers.length > 0 && consumers.every(({ lagEvents }) => lagEvents === 0);
  });
  await stop();
}
