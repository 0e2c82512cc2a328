import { describeFault, flushAsTenant, openDatabase, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { ROLES } from "@bulkhead/kernel/migrate.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../tests/testkit/database.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const event = (name: string) => ({ type: "collection.defined", subject: newUuid(), payload: { name } });

async function stored(tenantId: string): Promise<string[]> {
  const { rows } = await platform.databases.owner.pool.query(
    "select payload->>'name' as name from platform.outbox where tenant_id = $1 order by id",
    [tenantId],
  );
  return rows.map((row) => row.name);
}

test("a flush happens as a whole or not at all, and leaves the connection clean", async () => {
  const { data } = platform.databases;
  const tenantId = newUuid();
  const broken = { text: "select 1 / 0" };
  await expect(
    flushAsTenant(data, tenantId, [appendOutbox(tenantId, [event("a")]), broken, appendOutbox(tenantId, [event("b")])]),
  ).rejects.toThrow(/zero/);
  expect(await stored(tenantId)).toEqual([]);
  await flushAsTenant(data, tenantId, [appendOutbox(tenantId, [event("c")]), appendOutbox(tenantId, [event("d")])]);
  expect(await stored(tenantId)).toEqual(["c", "d"]);
});

test("a transaction whose work throws is rolled back, also when the work swallowed a database error", async () => {
  const { data } = platform.databases;
  const tenantId = newUuid();
  await expect(
    withTenant(data, tenantId, async (tx) => {
      await tx.query(appendOutbox(tenantId, [event("a")]));
      throw new Error("second thoughts");
    }),
  ).rejects.toThrow("second thoughts");
  await expect(
    withTenant(data, tenantId, async (tx) => {
      await tx.query(appendOutbox(tenantId, [event("b")]));
      await tx.query({ text: "select 1 / 0" }).catch(() => {});
    }),
  ).rejects.toThrow(/rolled back/);
  expect(await stored(tenantId)).toEqual([]);
});

test("a read cannot write", async () => {
  const tenantId = newUuid();
  await expect(readAsTenant(platform.databases.data, tenantId, appendOutbox(tenantId, [event("a")]))).rejects.toThrow(
    /read-only/,
  );
});

test("backends terminated under load cost clean UNAVAILABLE errors: no hang, no crash, nothing half-written", async () => {
  const { owner } = platform.databases;
  const log = platform.log;
  const role = "bulkhead_data";
  const db = openDatabase({
    url: platform.url,
    role,
    password: rolePassword(platform.secret, role),
    maxConnections: 4,
    log,
  });
  const tenantId = newUuid();
  const until = Date.now() + 2_000;
  const acknowledged: string[] = [];
  const failures: unknown[] = [];
  let n = 0;
  const work = async (kind: number) => {
    while (Date.now() < until) {
      const name = `${kind}-${n++}`;
      const statements = [appendOutbox(tenantId, [event(name)]), appendOutbox(tenantId, [event(`${name}-twin`)])];
      try {
        if (kind % 2 === 0) await flushAsTenant(db, tenantId, statements);
        else
          await withTenant(db, tenantId, async (tx) => {
            for (const statement of statements) await tx.query(statement);
          });
        acknowledged.push(name);
      } catch (error) {
        failures.push((error as { code?: string }).code);
      }
    }
  };
  const kill = async () => {
    while (Date.now() < until) {
      await owner.pool.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bulkhead_data' and pid in (select pid from pg_stat_activity where datname = current_database() order by random() limit 2)",
      );
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
  };
  await Promise.all([kill(), ...Array.from({ length: 12 }, (_, kind) => work(kind))]);
  const names = new Set(await stored(tenantId));
  expect(acknowledged.length).toBeGreaterThan(50);
  expect(failures.length).toBeGreaterThan(0);
  expect(new Set(failures)).toEqual(new Set(["UNAVAILABLE"]));
  for (const name of acknowledged) expect(names.has(name)).toBe(true);
  for (const name of names) expect(names.has(name.endsWith("-twin") ? name.slice(0, -5) : `${name}-twin`)).toBe(true);
  await db.pool.end();
});

test("what is logged of a database error quotes no value", async () => {
  const error = await platform.databases.owner.pool.query("select 'hunter2'::int").catch((reason: unknown) => reason);
  expect(String(error)).toContain("hunter2");
  expect(describeFault(error)).toBe("SQLSTATE 22P02");
});

test("a session that a timeout ended is not handed to the next caller", async () => {
  const { log, secret } = platform;
  const role = "bulkhead_data";
  const url = `${platform.url}?options=${encodeURIComponent("-c transaction_timeout=100ms")}`;
  const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 1, log });
  const tenantId = newUuid();
  await expect(flushAsTenant(db, tenantId, [{ text: "select pg_sleep(5)" }])).rejects.toMatchObject({
    code: "UNAVAILABLE",
  });
  const [rows] = await flushAsTenant(db, tenantId, [{ text: "select 1 as one" }]);
  expect(rows).toEqual([{ one: 1 }]);
  await db.pool.end();
});

test("a request of any room has one core of the database, and no workers that others wait for", async () => {
  const { rows } = await platform.databases.owner.pool.query(
    `select rolname, setconfig from pg_roles left join pg_db_role_setting on setrole = oid and setdatabase = 0
     where rolname = any($1)`,
    [ROLES],
  );
  expect(rows.map(({ rolname }) => rolname).toSorted()).toEqual([...ROLES].toSorted());
  for (const { setconfig } of rows) expect(setconfig).toContain("max_parallel_workers_per_gather=0");
});
