import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Running, run } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { migrate, readMigration, stored } from "./evolution-fixture.ts";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { eventsOf } from "./guards.ts";

let data: TestData;
let workers: TestWorkers | undefined;
let victim: Running | undefined;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(async () => {
  victim?.signalGroup("SIGKILL");
  await victim?.ended;
  await workers?.stop();
  await data.stop();
});

/** Several lots, whether texts are stored or not. */
const RECORDS = 600;
const LEASE_MS = 2_000;
const idOf = (at: number) => `01a20342-b32f-7000-a215-${at.toString(16).padStart(12, "0")}`;
const TEXT = { type: "string", maxLength: 40 };
const OLD = { type: "object", properties: { n: { ...TEXT, "x-indexed": true }, note: TEXT } };
const NEW = {
  type: "object",
  required: ["n", "even"],
  properties: {
    n: { type: "integer", "x-unique": true },
    even: { type: "boolean" },
    note: { ...TEXT, "x-searchable": "english" },
  },
};
const MAPPING = [
  { field: "n", convert: "INTEGER" },
  { field: "even", value: false },
];

async function withRecords(): Promise<TestPrincipal> {
  const ann = someone();
  await define(data, ann, OLD);
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by, t1)
     select tenant_id, n.id, collection.id, jsonb_build_object('n', i::text, 'note', 'foxes ' || i), 1, now(), now(), 'x', 'x',
       'v' || i from data.collection, unnest($2::uuid[]) with ordinality as n (id, i) where tenant_id = $1`,
    [ann.tenantId, Array.from({ length: RECORDS }, (_, at) => idOf(at))],
  );
  return ann;
}

async function startVictim(): Promise<Running> {
  const program = path.join(import.meta.dirname, "migration-worker-process.ts");
  const args = [program, data.platform.url, data.platform.secret, String(LEASE_MS)];
  victim = run(process.execPath, args, process.env as Record<string, string>);
  await victim.printed("ready");
  return victim;
}

/** Kills the worker while it waits, in the middle of a lot, for a record that somebody else has locked. */
async function killInLot({ tenantId }: TestPrincipal, running: Running, when: () => Promise<boolean>): Promise<void> {
  const { pool } = data.platform.databases.owner;
  const holder = await pool.connect();
  try {
    await holder.query("begin");
    const lock = "select from data.record where tenant_id = $1 and id = $2 for update";
    await holder.query(lock, [tenantId, idOf(RECORDS / 2)]);
    const waiting = `select from pg_stat_activity
      where usename = 'bulkhead_data' and wait_event_type = 'Lock' and datname = current_database()`;
    await until(async () => (await when()) && (await pool.query(waiting)).rows.length > 0, 20_000);
    running.signalGroup("SIGKILL");
    await running.ended;
  } finally {
    await holder.query("rollback");
    holder.release();
  }
}

/** Rows that searches read, past all walls. */
async function texts({ tenantId }: TestPrincipal) {
  const { rows } = await data.platform.databases.owner.pool.query(
    `select record_id, slot, body, array_length(grams, 1) as grams, ts_delete(words, data.collection_word(collection_id)) as words
     from data.record_text where tenant_id = $1 order by record_id, slot`,
    [tenantId],
  );
  return rows;
}

const PAGE = `{ records(collection: "people", first: 500) { nodes { data } } }`;

test("killed with -9 in a lot of the check and again in one of the rewriting, it ends as if it had not been", async () => {
  const ada = await withRecords();
  const ann = await withRecords();
  const shapes = new Set<string>();
  let over = false;
  const reading = (async () => {
    while (!over) {
      const { nodes } = (await ask(data, ann, PAGE)).data.records;
      shapes.add([...new Set(nodes.map((one: { data: { n: unknown } }) => typeof one.data.n))].sort().join(" and "));
      await setImmediate();
    }
  })();
  const id = await migrate(data, ann, { schema: NEW, mapping: MAPPING });
  const read = () => readMigration(data, ann, id);
  await killInLot(ann, await startVictim(), async () => (await read()).recordsChecked > 0);
  expect((await read()).state).toBe("CHECKING");
  expect((await read()).recordsChecked).toBeLessThan(RECORDS);

  const next = await startVictim();
  await until(async () => (await read()).state === "BACKFILLING", 40_000);
  await killInLot(ann, next, async () => (await read()).recordsMoved > 0);
  expect(await read()).toMatchObject({ state: "BACKFILLING", recordsChecked: RECORDS, finishedAt: null });
  expect((await read()).recordsMoved).toBeLessThan(RECORDS);

  workers = await startTestWorkers(data.platform, data.room.jobs, { leaseMs: LEASE_MS });
  const undisturbed = await migrate(data, ada, { schema: NEW, mapping: MAPPING });
  const hasEnded = async (who: TestPrincipal, one: string) => (await readMigration(data, who, one)).finishedAt !== null;
  await until(async () => {
    await workers?.reconcile();
    return (await hasEnded(ann, id)) && (await hasEnded(ada, undisturbed));
  }, 40_000);
  over = true;
  await reading;
  const { finishedAt: _, ...ended } = await read();
  expect(ended).toMatchObject({ state: "SUCCEEDED", recordsMoved: RECORDS, recordsFailed: 0 });
  expect(await readMigration(data, ada, undisturbed)).toMatchObject(ended);
  expect([...shapes].sort()).toEqual(["number", "string"]);
  const rows = await stored(data, ann);
  expect(rows).toEqual(await stored(data, ada));
  expect(rows[0]).toMatchObject({ data: { n: 1, even: false, note: "foxes 1" }, schema_version: 2, t1: null, u1: "1" });
  const searched = await texts(ann);
  expect(searched).toHaveLength(2 * RECORDS);
  expect(searched).toEqual(await texts(ada));
  const { audit } = await eventsOf(data, ann.tenantId);
  for (const action of ["collection-migration.apply", "collection-migration.finish"])
    expect(audit.filter((one) => one.action === action)).toHaveLength(1);
}, 90_000);
