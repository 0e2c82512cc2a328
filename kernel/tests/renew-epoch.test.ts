import { createFeed } from "@bulkhead/kernel/feed.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { renewEpoch } from "@bulkhead/kernel/renew-epoch.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestRelay, testConsumer, writeEvents } from "../../tests/testkit/relay.ts";
import { until } from "../../tests/testkit/until.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

async function reopenFeed() {
  const { databases, cursors, log } = platform;
  const feed = createFeed({ db: databases.relay, followersDb: databases.relay, cursors, log });
  await feed.start();
  return feed;
}

test("the epoch is not renewed under a running relay", async () => {
  const { relay, stop } = openTestRelay(platform, [testConsumer("running")]);
  await until(async () => relay.isLeader());
  await expect(renewEpoch(platform.url)).rejects.toThrow(/stop the whole installation/);
  await stop();
});

test("after a restore clients' cursors have expired, and consumers go on where they were", async () => {
  const tenantId = newUuid();
  const consumer = testConsumer("restored");
  const before = openTestRelay(platform, [consumer]);
  const feed = await reopenFeed();
  const events = feed.follow({ tenantId, subject: tenantId, types: ["collection.defined"] }, null, AbortSignal.abort());
  await events.return(undefined);
  await writeEvents(platform, tenantId, "n0");
  await until(async () => consumer.names(tenantId).length === 1);
  const cursor = feed.cursor(consumer.taken.find((one) => one.tenantId === tenantId) as (typeof consumer.taken)[0]);
  await before.stop();
  await feed.stop();
  await writeEvents(platform, tenantId, "n1");
  expect(await renewEpoch(platform.url)).toMatchObject({ renumbered: false });
  const later = await reopenFeed();
  expect(() => later.open(tenantId, cursor)).toThrow(expect.objectContaining({ code: "CURSOR_EXPIRED" }));
  const after = openTestRelay(platform, [consumer]);
  await until(async () => consumer.names(tenantId).length === 2);
  expect(consumer.names(tenantId)).toEqual(["n0", "n1"]);
  await after.stop();
  await later.stop();
});

test("events of a dump with transaction ids from another server are handed over in their order, none twice", async () => {
  const [plain, waiting] = [newUuid(), newUuid()];
  const consumer = testConsumer("dumped");
  let ill = true;
  consumer.before = (events) => {
    if (ill && events.some(({ tenantId }) => tenantId === waiting)) throw new Error("no");
  };
  const before = openTestRelay(platform, [consumer]);
  await writeEvents(platform, plain, "n0", "n1");
  await writeEvents(platform, waiting, "n0", "n1");
  await until(async () => consumer.names(plain).length === 2);
  await until(async () => {
    const own = (await before.relay.status()).consumers.find(({ name }) => name === "dumped");
    return own?.parked.events === 2;
  });
  await before.stop();
  await writeEvents(platform, plain, "n2");
  await writeEvents(platform, waiting, "n2");
  // As a dump brings them: ids far beyond what this server has given out.
  for (const table of ["outbox", "relay_consumer", "relay_parked"])
    await platform.databases.owner.pool.query(
      `update platform.${table} set xid = (xid::text::numeric + 1000000000)::text::xid8`,
    );
  expect(await renewEpoch(platform.url)).toMatchObject({ renumbered: true });
  ill = false;
  const after = openTestRelay(platform, [consumer]);
  await writeEvents(platform, plain, "n3");
  await writeEvents(platform, waiting, "n3");
  await until(async () => consumer.names(plain).length === 4 && consumer.names(waiting).length === 4);
  expect(consumer.names(plain)).toEqual(["n0", "n1", "n2", "n3"]);
  expect(consumer.names(waiting)).toEqual(["n0", "n1", "n2", "n3"]);
  await after.stop();
  const { rows } = await platform.databases.owner.pool.query(
    "select relname from pg_class where relname in ('outbox', 'relay_parked') and not (relrowsecurity and relforcerowsecurity)",
  );
  expect(rows).toEqual([]);
});
