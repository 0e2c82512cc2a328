import { type Database, openDatabase, readAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";

let platform: TestPlatform;
let db: Database;
/** How often the server was ready for the next query: once for each Sync. */
let syncs = 0;
/** Taken for every new session. */
let sessions = 0;

beforeAll(async () => {
  platform = await openTestPlatform();
  const role = "bulkhead_data";
  const { url, secret, log } = platform;
  db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 1, log });
  db.pool.on("connect", (client) => {
    sessions++;
    const { connection } = client as pg.PoolClient & { connection: NodeJS.EventEmitter };
    connection.on("readyForQuery", () => syncs++);
  });
});
afterAll(async () => {
  await db.pool.end();
  await platform.stop();
});

async function syncsOf<T>(read: Promise<T>): Promise<[T, number]> {
  const before = syncs;
  return [await read, syncs - before];
}

const SETTINGS = `current_setting('app.tenant_id', true) as tenant, current_setting('transaction_read_only') as read_only,
                  current_setting('transaction_timeout') as timeout`;
const settings = { name: "test_settings", text: `select ${SETTINGS}, $1::int as given` };

test("what is prepared is read between one pair of syncs, in its tenant and read-only, and leaves nothing behind", async () => {
  const { rows } = await db.pool.query(`select ${SETTINGS}`);
  const [outside] = rows;
  for (const [turn, tenant] of [newUuid(), newUuid(), newUuid()].entries()) {
    const [read, needed] = await syncsOf(readAsTenant(db, tenant, { ...settings, values: [turn] }));
    expect(read).toEqual([{ tenant, read_only: "on", timeout: "0", given: turn }]);
    expect(needed).toBe(turn === 0 ? 4 : 1);
    const after = await db.pool.query(`select ${SETTINGS}`);
    expect(after.rows).toEqual([{ ...outside, tenant: "" }]);
  }
});

test("the policy of every table finds the tenant of this read, whoever read before on the connection", async () => {
  const policy = { name: "test_policy", text: "select platform.current_tenant() as tenant where $1::int = 1" };
  for (const tenant of [newUuid(), newUuid()])
    expect(await readAsTenant(db, tenant, { ...policy, values: [1] })).toEqual([{ tenant }]);
});

test("what would write is refused, prepared or not", async () => {
  const tenantId = newUuid();
  const event = { type: "collection.defined" as const, subject: newUuid(), payload: { name: "a" } };
  const writing = { ...appendOutbox(tenantId, [event]), name: "test_writing" };
  await expect(readAsTenant(db, tenantId, writing)).rejects.toThrow(/read-only/);
  const before = syncs;
  await expect(readAsTenant(db, tenantId, writing)).rejects.toThrow(/read-only/);
  await readAsTenant(db, tenantId, { ...settings, values: [1] });
  expect(syncs - before).toBe(2);
});

test("an error is the statement's own, and the connection goes on", async () => {
  const divide = (by: number) =>
    readAsTenant(db, newUuid(), { name: "test_divide", text: "select 6 / $1::int as n", values: [by] });
  const before = sessions;
  let from = syncs;
  expect(await divide(3)).toEqual([{ n: 2 }]);
  await expect(divide(0)).rejects.toThrow(/division by zero/);
  expect(await divide(2)).toEqual([{ n: 3 }]);
  expect(syncs - from).toBe(4 + 1 + 1);
  from = syncs;
  const echo = (text: string) =>
    readAsTenant(db, newUuid(), { name: "test_echo", text: "select $1::text as text", values: [text] });
  expect(await echo("a")).toEqual([{ text: "a" }]);
  await expect(echo("\0")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  expect(await echo("b")).toEqual([{ text: "b" }]);
  expect(syncs - from).toBe(4 + 1 + 1);
  expect(sessions).toBe(before);
});

test("a session that ends in the middle is UNAVAILABLE once, and the next read has another", async () => {
  const sleep = (seconds: number) =>
    readAsTenant(db, newUuid(), {
      name: "test_sleep",
      text: "select pg_sleep($1) is null as woken",
      values: [seconds],
    });
  await sleep(0);
  const read = sleep(20);
  const ended = expect(read).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const end = `select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and usename = 'bulkhead_data' and query like '%pg_sleep%'`;
  await expect.poll(async () => (await platform.databases.owner.pool.query(end)).rowCount).toBe(1);
  await ended;
  const before = sessions;
  expect(await syncsOf(sleep(0))).toEqual([[{ woken: false }], 4]);
  expect(sessions).toBe(before + 1);
});
