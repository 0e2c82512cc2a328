import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { createFeed } from "@bulkhead/kernel/feed.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

function interest() {
  return { tenantId: newUuid(), subject: newUuid(), types: ["collection.defined"] };
}

function write({ tenantId, subject }: { tenantId: string; subject: string }, name: string) {
  const event = { type: "collection.defined", subject, payload: { name } };
  return flushAsTenant(platform.databases.data, tenantId, [appendOutbox(tenantId, [event])]);
}

test("a follower gets what was committed after it was asked for, even if nobody has read from it yet", async () => {
  const mine = interest();
  const events = platform.feed.follow(mine, null, new AbortController().signal);
  await write(mine, "one");
  await platform.feed.settled();
  expect((await events.next()).value?.payload).toEqual({ name: "one" });
  await events.return(undefined);
});

test("a cursor from a process that has read further repeats nothing", async () => {
  const mine = interest();
  const ahead = platform.feed.follow(mine, null, new AbortController().signal);
  // A feed of another process, with one connection that is held: it has read nothing of what follows.
  const pool = onlyConnection();
  const late = createFeed({ db: { pool }, followersDb: { pool }, cursors: platform.cursors, log: platform.log });
  await late.start();
  const held = await pool.connect();
  await write(mine, "one");
  const { value: one } = await ahead.next();
  const resumed = late.follow(mine, platform.feed.cursor(one as NonNullable<typeof one>), new AbortController().signal);
  const next = resumed.next();
  held.release();
  await late.settled();
  await write(mine, "two");
  expect((await next).value?.payload).toEqual({ name: "two" });
  await Promise.all([ahead.return(undefined), resumed.return(undefined)]);
  await late.stop();
  await pool.end();
});

test("followers that wait for a connection do not hold up the feed", async () => {
  const mine = interest();
  const [pool, followers] = [onlyConnection(), onlyConnection()];
  const { cursors, log } = platform;
  const feed = createFeed({ db: { pool }, followersDb: { pool: followers }, cursors, log });
  await feed.start();
  const held = await followers.connect();
  const heard = new Promise((resolve) => feed.listen(({ subject }) => subject === mine.subject && resolve(subject)));
  await write(mine, "one");
  expect(await heard).toBe(mine.subject);
  held.release();
  await feed.stop();
  await Promise.all([pool.end(), followers.end()]);
});

function onlyConnection(): pg.Pool {
  const url = new URL(platform.url);
  url.username = "bulkhead_relay";
  url.password = rolePassword(platform.secret, "bulkhead_relay");
  return new pg.Pool({ connectionString: url.href, max: 1 });
}
