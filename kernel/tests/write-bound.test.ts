import {
  type Database,
  flushAsTenant,
  openDatabase,
  queryOutsideTenants,
  withTenant,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { Statement } from "@bulkhead/kernel/statement.ts";
import { shareTurn, takeTurn } from "@bulkhead/kernel/turn.ts";
import { effectOf, WRITE_MS } from "@bulkhead/kernel/write-bound.ts";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openCommitProxy } from "../../tests/testkit/commit-proxy.ts";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";
import { openTestRelay, testConsumer } from "../../tests/testkit/relay.ts";
import { until } from "../../tests/testkit/until.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
  await platform.databases.owner.pool.query(`
    create table public.counter (id int primary key, n int not null default 0);
    insert into public.counter select generate_series(1, 9);
    grant usage on schema public to bulkhead_data;
    grant select, insert, update, delete on public.counter to bulkhead_data`);
});
afterAll(() => platform.stop());

/** Where what is told is that it succeeds in the end: a machine at work needs more than 50 ms for that now and then. */
const EASY_MS = 400;
/** On top of the bound, for a machine that has other things to do. */
const MARGIN_MS = 1_500;

/** A pool of one connection, with the bound that everybody has unless another is given. */
function open(writeMs?: number, url = platform.url): Database {
  const role = "bulkhead_data";
  const { secret, log } = platform;
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 1, log, writeMs });
  onTestFinished(() => db.pool.end());
  return db;
}

const tenantId = newUuid();
const event = (name: string) =>
  appendOutbox(tenantId, [{ type: "collection.defined", subject: newUuid(), payload: { name } }]);
const countUp = (id: number) => ({ text: "update public.counter set n = n + 1 where id = $1", values: [id] });

async function written(name: string): Promise<number> {
  const text = "select from platform.outbox where payload->>'name' = $1";
  return (await platform.databases.owner.pool.query(text, [name])).rowCount ?? 0;
}

/** Sessions of the role in this database, by what they hold and wait for. */
async function sessions(condition: string): Promise<number> {
  const text = `select from pg_stat_activity where usename = 'bulkhead_data' and datname = current_database() and ${condition}`;
  return (await platform.databases.owner.pool.query(text)).rowCount ?? 0;
}

async function holdRow(id: number): Promise<() => Promise<void>> {
  const holder = await platform.databases.owner.pool.connect();
  await holder.query("begin");
  await holder.query("select from public.counter where id = $1 for update", [id]);
  return async () => {
    await holder.query("rollback");
    holder.release();
  };
}

const BUSY = {
  code: "UNAVAILABLE",
  message: expect.stringContaining("Nothing was changed"),
  extensions: { retryAfter: 1 },
};

test("whoever writes has 50 ms, in a flush, in a transaction and in a statement of its own", async () => {
  expect(WRITE_MS).toBe(50);
  const slow = { text: "select pg_sleep(10)" };
  const slowWrite = { text: "update public.counter set n = n + 1 from pg_sleep(10) where id = 1" };
  const ways: ((db: Database) => Promise<unknown>)[] = [
    (db) => flushAsTenant(db, tenantId, [event("late flush"), slow]),
    (db) =>
      withTenant(db, tenantId, async (tx) => {
        await tx.query({ text: "select 1" });
        await tx.query(event("late transaction"));
        await tx.query(slow);
      }),
    (db) =>
      withTransactionAboveTenants(db, async (tx) => {
        await tx.enter(tenantId).query(event("late above"));
        await tx.query(slow);
      }),
    (db) => queryOutsideTenants(db, slowWrite),
  ];
  for (const way of ways) {
    const db = open();
    await expect(way(db)).rejects.toMatchObject(BUSY);
    expect(db.writes?.longestMs).toBeLessThan(WRITE_MS + MARGIN_MS);
    expect(db.writes?.ended).toBeGreaterThanOrEqual(3);
  }
  for (const name of ["late flush", "late transaction", "late above"]) expect(await written(name)).toBe(0);
});

test("a writer that stops in the middle holds the horizon for 50 ms, and its transaction happens once when run again", async () => {
  const db = open(EASY_MS);
  const strict = open();
  const consumer = testConsumer("bound.goes-on");
  const { relay, stop } = openTestRelay(platform, [consumer]);
  onTestFinished(stop);
  await until(async () => relay.isLeader());

  // With the bound that everybody has: it is gone long before the alarm of a second.
  let heldMs = 0;
  const stopped = withTenant(strict, tenantId, async (tx) => {
    await tx.query(event("stopped"));
    const begun = performance.now();
    await until(async () => (await sessions("backend_xid is not null")) === 0);
    heldMs = Math.max(heldMs, performance.now() - begun);
    await tx.query({ text: "select 1" });
  });
  await expect(stopped).rejects.toMatchObject(BUSY);
  expect(heldMs).toBeLessThan(WRITE_MS + MARGIN_MS);

  let runs = 0;
  await withTenant(db, tenantId, async (tx) => {
    await tx.query(event("stopped once"));
    if (runs++ === 0) await until(async () => (await sessions("backend_xid is not null")) === 0);
    await tx.query({ text: "select 1" });
  });
  expect(runs).toBeGreaterThan(1);
  expect([await written("stopped"), await written("stopped once")]).toEqual([0, 1]);
  await until(async () => consumer.names(tenantId).includes("stopped once"));
  expect(consumer.names(tenantId).filter((name) => name === "stopped once")).toHaveLength(1);
});

test("a lock that somebody else holds ends the statement and not the session, and the write comes when it is free", async () => {
  const db = open(EASY_MS);
  const [before] = await queryOutsideTenants<{ pid: number }>(db, { text: "select pg_backend_pid() as pid" });
  const release = await holdRow(2);
  const counted = flushAsTenant(db, tenantId, [event("behind a lock"), countUp(2)]);
  await until(async () => db.writes?.ended === 1);
  await release();
  await counted;
  const [after] = await queryOutsideTenants<{ pid: number; n: number }>(db, {
    text: "select pg_backend_pid() as pid, n from public.counter where id = 2",
  });
  expect(after).toEqual({ pid: before?.pid, n: 1 });
  expect(await written("behind a lock")).toBe(1);
});

test("waiting for the first lock holds nothing back, so it has time", async () => {
  const db = open(EASY_MS);
  const release = await holdRow(3);
  let runs = 0;
  const waited = withTenant(db, tenantId, async (tx) => {
    runs++;
    await tx.query({ text: "select from public.counter where id = 3 for no key update" });
    tx.atEnd(countUp(3));
  });
  await until(async () => (await sessions("wait_event_type = 'Lock'")) === 1);
  expect(await sessions("backend_xid is not null")).toBe(0);
  // Longer than a writer may wait for a lock, and less than the role's second.
  await new Promise((resolve) => setTimeout(resolve, EASY_MS * 0.75));
  await release();
  await waited;
  expect([runs, db.writes?.ended]).toEqual([1, 0]);
});

test("a commit whose answer is lost is not run again: it may have happened, and here it has", async () => {
  const proxy = await openCommitProxy(platform.url);
  onTestFinished(proxy.stop);
  const db = open(EASY_MS, proxy.url);
  await flushAsTenant(db, tenantId, [event("warm")]);
  for (const way of ["flush", "transaction"]) {
    proxy.fate = "is lost";
    let runs = 0;
    const lost =
      way === "flush"
        ? flushAsTenant(db, tenantId, [event(`lost ${way}`)])
        : withTenant(db, tenantId, async (tx) => {
            runs++;
            await tx.query(event(`lost ${way}`));
          });
    await expect(lost).rejects.toMatchObject({
      code: "UNAVAILABLE",
      message: expect.stringContaining("may or may not"),
    });
    expect([runs, await written(`lost ${way}`)]).toEqual([way === "flush" ? 0 : 1, 1]);
  }
});

test("a timeout that comes behind the commit takes nothing back: it succeeds, once", async () => {
  const proxy = await openCommitProxy(platform.url);
  onTestFinished(proxy.stop);
  const db = open(EASY_MS, proxy.url);
  await flushAsTenant(db, tenantId, [event("warm")]);
  proxy.fate = "is followed by a timeout";
  await flushAsTenant(db, tenantId, [event("behind a flush")]);
  proxy.fate = "is followed by a timeout";
  await withTenant(db, tenantId, async (tx) => void (await tx.query(event("behind a transaction"))));
  await flushAsTenant(db, tenantId, [event("after")]);
  expect(await Promise.all(["behind a flush", "behind a transaction", "after"].map(written))).toEqual([1, 1, 1]);
});

test("who comes second finds out at the commit, and is run again with what the first has left", async () => {
  const db = open(EASY_MS);
  const other = open(EASY_MS);
  const seen: number[] = [];
  const take = (of: Database, between: () => Promise<unknown>) =>
    withTransactionAboveTenants(of, async (tx) => {
      const [row] = await tx.query<{ n: number }>({ text: "select n from public.counter where id = 4" });
      const n = row?.n ?? -1;
      seen.push(n);
      await between();
      tx.surelyAtEnd({
        name: "take_counter",
        text: "update public.counter set n = n + 1 where id = 4 and n = $1 returning 1",
        values: [n],
      });
    });
  let isFirst = true;
  await take(db, async () => {
    if (isFirst) await take(other, async () => undefined);
    isFirst = false;
  });
  // The first of `db`, the other one, and what `db` found then.
  expect(seen.slice(0, 2)).toEqual([0, 0]);
  expect(seen.at(-1)).toBe(1);
  const [row] = await queryOutsideTenants<{ n: number }>(db, { text: "select n from public.counter where id = 4" });
  expect(row?.n).toBe(2);
});

test("what is late each time is refused, but not before it was tried for two seconds", async () => {
  const db = open();
  const begun = performance.now();
  const slow = { text: "update public.counter set n = n + 1 from pg_sleep(10) where id = 5" };
  await expect(queryOutsideTenants(db, slow)).rejects.toMatchObject(BUSY);
  expect(performance.now() - begun).toBeGreaterThan(2_000);
  expect(db.writes?.ended).toBeGreaterThanOrEqual(3);
});

test("a transaction is in time at the third try, however long it waits for a turn before it writes", async () => {
  const db = open(EASY_MS);
  const holder = await platform.databases.owner.pool.connect();
  onTestFinished(() => holder.release());
  await holder.query("begin");
  await holder.query(takeTurn("place"));
  let runs = 0;
  const written = withTenant(db, tenantId, async (tx) => {
    const [, [row]] = await Promise.all([
      tx.query(takeTurn("place")),
      tx.query<{ n: number }>({ text: "select n from public.counter where id = 7" }),
    ]);
    // Late twice: a write, and then nothing for as long as the server lets it.
    if (++runs < 3) {
      await tx.query(countUp(7));
      await until(async () => (await sessions("backend_xid is not null")) === 0);
    }
    const [[after]] = await tx.commit<[{ n: number }]>([{ ...countUp(7), text: `${countUp(7).text} returning n` }]);
    return [row?.n, after?.n];
  });
  await until(async () => (await sessions("wait_event_type = 'Lock'")) === 1);
  expect(await sessions("backend_xid is not null")).toBe(0);
  await holder.query("rollback");
  expect(await written).toEqual([0, 1]);
  expect([runs, db.writes?.ended]).toEqual([3, 2]);
});

test("a turn is had by one, or by those who share it", async () => {
  const [one, other] = [open(EASY_MS), open(EASY_MS)];
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const hold = (db: Database, turn: Statement, name: string, until?: Promise<void>) =>
    withTenant(db, tenantId, async (tx) => {
      await tx.query(turn);
      order.push(name);
      await until;
    });
  const sharing = hold(one, shareTurn("bench"), "shares", first.promise);
  await until(async () => order.length === 1);
  await hold(other, shareTurn("bench"), "shares too");
  const alone = hold(other, takeTurn("bench"), "alone");
  await until(async () => (await sessions("wait_event_type = 'Lock'")) === 1);
  first.resolve();
  await Promise.all([sharing, alone]);
  expect(order).toEqual(["shares", "shares too", "alone"]);
});

test("what ends a transaction answers its rows, and nothing comes after it", async () => {
  const db = open(EASY_MS);
  let trips: number[] = [];
  const { writes } = db;
  if (writes) db.writes = { ...writes, note: (one) => trips.push(one.trips) };
  const [counted, read] = await withTenant(db, tenantId, async (tx) => {
    tx.atEnd(event("ends"));
    tx.surelyAtEnd({ ...countUp(8), text: `${countUp(8).text} returning 1` });
    return tx.commit<[{ n: number }, { n: number }]>([
      { ...countUp(8), text: `${countUp(8).text} returning n` },
      { text: "select n from public.counter where id = 8" },
    ]);
  });
  expect([counted, read]).toEqual([[{ n: 2 }], [{ n: 2 }]]);
  expect([trips, await written("ends")]).toEqual([[1], 1]);

  // It has happened, whatever is thrown about it; and what would come after it is refused.
  trips = [];
  const thrown = withTenant(db, tenantId, async (tx) => {
    await tx.commit([event("then throws")]);
    throw new Error("of the caller");
  });
  await expect(thrown).rejects.toThrow("of the caller");
  for (const more of ["query", "commit"] as const) {
    const late = withTenant(db, tenantId, async (tx) => {
      await tx.commit([event(`then ${more}`)]);
      await (more === "query" ? tx.query(countUp(8)) : tx.commit([countUp(8)]));
    });
    await expect(late).rejects.toThrow("has ended already");
    expect(await written(`then ${more}`)).toBe(1);
  }
  expect([trips, await written("then throws")]).toEqual([[1, 1, 1], 1]);

  // A failure that is hidden makes no success of it.
  const hidden = withTenant(db, tenantId, async (tx) => {
    await tx.commit([event("hidden"), { text: "select 1 / 0" }]).catch(() => undefined);
  });
  await expect(hidden).rejects.toThrow("division by zero");
  expect(await written("hidden")).toBe(0);
  const [row] = await queryOutsideTenants<{ n: number }>(db, { text: "select n from public.counter where id = 8" });
  expect(row?.n).toBe(2);
});

test("what goes in lots goes in smaller ones when a lot is late", async () => {
  const db = open();
  const asked: number[] = [];
  let left = 100;
  const done = await inLots(64, async (rows) => {
    asked.push(rows);
    // Time for twenty rows and no more.
    const seconds = rows > 20 ? 10 : 0;
    await queryOutsideTenants(db, {
      text: "update public.counter set n = n + 1 from pg_sleep($1::float8) where id = 6",
      values: [seconds],
    });
    const taken = Math.min(rows, left);
    left -= taken;
    return taken;
  });
  expect(done).toBe(100);
  expect(asked.slice(0, 3)).toEqual([64, 32, 16]);
  expect(Math.max(...asked.slice(3))).toBeLessThan(32);
});

test.each([
  ["select n from counter where id = 1", "reads"],
  ["select pg_advisory_xact_lock(1)", "reads"],
  ["select updated_at, locked_at from data.record", "reads"],
  ["select from counter where model = 'Grant' and name = 'to share'", "reads"],
  ["select from counter where id = 1 for update", "locks"],
  ["select from a join b using (id) for no key update of a", "locks"],
  ["select from counter for share", "locks"],
  ["update counter set n = 1", "writes"],
  ["with gone as (delete from counter returning 1) select from gone", "writes"],
  ["select from counter where id in (select id from other for update) limit 1", "writes"],
  ["with found as (select from counter for no key update) select 1 / count(*) from found", "writes"],
  ["select nextval('numbers')", "writes"],
])("%s %s", (text, effect) => expect(effectOf({ text })).toBe(effect));
