import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { createMigrationJob } from "../src/jobs/migration-job.ts";
import { ended, list, migrate, stored } from "./evolution-fixture.ts";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
const running: TestWorkers[] = [];
beforeAll(async () => {
  data = await openTestData();
});
afterAll(async () => {
  for (const workers of running) await workers.stop();
  await data.stop();
});

const RECORDS = 3_000;
const OLD = {
  type: "object",
  additionalProperties: false,
  properties: { n: { type: "string", maxLength: 20, "x-indexed": true } },
};
const NEW = {
  type: "object",
  additionalProperties: false,
  required: ["n", "even"],
  properties: { n: { type: "integer", "x-unique": true }, even: { type: "boolean" } },
};
const MAPPING = [
  { field: "n", convert: "INTEGER" },
  { field: "even", value: false },
];

async function manyRecords(): Promise<TestPrincipal> {
  const ann = someone();
  await define(data, ann, OLD);
  await data.platform.databases.owner.pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by, t1)
     select tenant_id, ('01a20342-b32f-7000-a215-' || lpad(to_hex(i), 12, '0'))::uuid, id, jsonb_build_object('n', i::text), 1,
       now(), now(), 'x', 'x', 'v' || i from data.collection, generate_series(1, ${RECORDS}) as i where tenant_id = $1`,
    [ann.tenantId],
  );
  return ann;
}

/** What a page of records looks like: all of them old, all of them new, or a mix that nobody may see. */
function shapeOf(page: { data: { [name: string]: unknown } }[]): string {
  const shapes = new Set(
    page.map((one) => (typeof one.data.n === "number" && one.data.even === false ? "new" : "old")),
  );
  return [...shapes].sort().join(" and ");
}

test("under writers and with two workers, every record is mapped once, and no reader sees half of it", async () => {
  const ann = await manyRecords();
  const id = await migrate(data, ann, { schema: NEW, mapping: MAPPING });
  let over = false;
  const seen = new Set<string>();
  async function reader(): Promise<void> {
    while (!over) seen.add(shapeOf(await list(data, ann)));
  }
  let written = 0;
  const CREATE = `mutation ($data: JSON!) { createRecord(input: { collection: "people", data: $data }) { record { id } } }`;
  async function writer(start: number): Promise<void> {
    for (let at = start; !over; at++) {
      const isNew = (await ask(data, ann, `{ collection(name: "people") { version } }`)).data.collection.version > 1;
      const { refusals } = await ask(data, ann, CREATE, { data: isNew ? { n: at, even: false } : { n: String(at) } });
      if (refusals.length === 0) written++;
      // Of the other schema a moment later.
      else expect(refusals).toMatchObject([{ code: "INVALID_RECORD" }]);
    }
  }
  const others = [reader(), writer(1_000_000), writer(2_000_000), writer(3_000_000)];
  // A turn of a millisecond ends after a lot; the next one begins where it stood, in other hands.
  const turns = createMigrationJob({ db: data.platform.databases.data, sliceMs: 1, settleMs: 0 });
  for (const _ of [1, 2]) running.push(await startTestWorkers(data.platform, [turns]));
  const migration = await ended(data, ann, id);
  over = true;
  await Promise.all(others);
  expect(migration).toMatchObject({ state: "SUCCEEDED", recordsTotal: expect.any(Number), recordsFailed: 0 });
  expect(written).toBeGreaterThan(0);
  expect([...seen].filter((shape) => shape.includes("and"))).toEqual([]);
  const rows = await stored(data, ann);
  expect(rows).toHaveLength(RECORDS + written);
  for (const row of rows) {
    expect(row).toMatchObject({ schema_version: 2, t1: null, n1: row.data.n, u1: String(row.data.n) });
    expect(Object.keys(row.data).sort()).toEqual(["even", "n"]);
  }
  expect(new Set(rows.map((row) => row.data.n)).size).toBe(rows.length);
}, 60_000);

test("a migration that others have is as one that does not exist", async () => {
  const ann = someone();
  await define(data, ann, OLD);
  await create(data, ann, { n: "1" });
  const id = await migrate(data, ann, { schema: NEW, mapping: MAPPING, dryRun: true });
  const read = `query ($id: ID!) { collectionMigration(id: $id) { state failures { nodes { recordId } } } }`;
  expect((await ask(data, ann, read, { id })).refusals).toEqual([]);
  expect((await ask(data, someone(), read, { id })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
