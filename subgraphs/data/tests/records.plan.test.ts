import type { Statement } from "@bulkhead/kernel/database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RecordSelection, selectRecords } from "../src/records/select-records.ts";
import { toSlot } from "../src/records/slots.ts";
import { selectSnapshotPage } from "../src/records/snapshot-page.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
let tenantId: string;
let collectionId: string;

const TENANTS = 12;
const ROWS = 400;

/** Several tenants, so that an index that does not begin with the tenant would cost, and statistics as in real life. */
beforeAll(async () => {
  data = await openTestData();
  const { pool } = data.platform.databases.owner;
  for (let at = 0; at < TENANTS; at++) {
    const ada = someone();
    await define(data, ada);
    const { rows } = await pool.query("select id from data.collection where tenant_id = $1", [ada.tenantId]);
    tenantId = ada.tenantId;
    collectionId = rows[0].id;
    await pool.query(
      `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by,
         updated_by, t1, n1, n2)
       select $1, ('01a20342-b32f-7000-a215-' || lpad(to_hex(i), 12, '0'))::uuid, $2, jsonb_build_object('name', i), 1,
         now(), now(), 'x', 'x', 'vn' || (i % 37), i % 11, i from generate_series(1, ${ROWS}) as i`,
      [tenantId, collectionId],
    );
  }
  await pool.query("analyze data.record");
});
afterAll(() => data.stop());

/** The plan as the room's own role gets it under row-level security. */
function plan(selection: Partial<RecordSelection>, generic: boolean): Promise<string> {
  const base = { tenantId, collectionId, conditions: [], position: undefined, lean: true };
  const page = { limit: 50, backward: false, cursor: null };
  const order = { slot: undefined, descending: false };
  return planOf(selectRecords({ ...base, page, order, ...selection }), generic);
}

async function planOf({ text, values = [] }: Statement, generic: boolean): Promise<string> {
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    await client.query(`set local plan_cache_mode = force_${generic ? "generic" : "custom"}_plan`);
    await client.query(`prepare probe as ${text}`);
    const { rows } = await client.query(`explain (costs off) execute probe (${values.map(literal).join(", ")})`);
    await client.query("deallocate probe");
    await client.query("rollback");
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    client.release();
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]`;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : `'${value}'`;
}

const text = (value: string) => toSlot("text", value) ?? "";
const id = "01a20342-b32f-7000-a215-000000000100";
const ascending = { slot: "t1", descending: false } as const;
const backward = { limit: 50, backward: true, cursor: "given" };
const fromB = { slot: "t1", operator: "range", from: { value: text("b"), inclusive: true } } as const;

const KEYSETS: [string, Partial<RecordSelection>, string][] = [
  ["by creation", {}, "record_order"],
  ["by creation, from a place", { position: [id] }, "record_order"],
  ["by creation, backward from a place", { position: [id], page: backward }, "record_order"],
  ["by a text", { order: ascending }, "record_t1"],
  ["by a text, from a place", { order: ascending, position: [text("n3"), id] }, "record_t1"],
  [
    "by a text, descending from a place",
    { order: { slot: "t1", descending: true }, position: [text("n3"), id] },
    "record_t1",
  ],
  [
    "by a number, from the missing ones",
    { order: { slot: "n1", descending: false }, position: [null, id] },
    "record_n1",
  ],
  ["by a text within a range of it", { order: ascending, conditions: [fromB] }, "record_t1"],
  [
    "by creation where a text is equal",
    { conditions: [{ slot: "t1", operator: "=", value: text("n3") }] },
    "record_t1",
  ],
  [
    "by creation where a number is missing",
    { conditions: [{ slot: "n1", operator: "=", value: -Infinity }] },
    "record_n1",
  ],
];

test.each(
  KEYSETS.flatMap(([name, selection, index]) => [true, false].map((generic) => ({ name, selection, index, generic }))),
)(
  "a list $name reads one index from one place and sorts nothing (generic plan: $generic)",
  async ({ selection, index, generic }) => {
    const found = await plan(selection, generic);
    expect(found).toMatch(new RegExp(`Index Scan (Backward )?using ${index} on record`));
    expect(found).toMatch(/Index Cond: \(\(tenant_id = .*\) AND \(collection_id = /);
    expect(found).not.toMatch(/Seq Scan|Sort|Bitmap/);
    // The only filter is the policy, once per statement: no row is read in vain.
    expect(found.match(/^ *Filter:/gm)).toBeNull();
    if (selection.position) expect(found).toMatch(/Index Cond: .*(ROW\((t1|n1), id\)|id) [<>]/);
  },
);

test.each<[string, RecordSelection["conditions"], RegExp]>([
  ["one of several texts", [{ slot: "t1", operator: "any", values: [text("n3"), text("n4")] }], /t1 = ANY/],
  [
    "a range",
    [{ slot: "n2", operator: "range", from: { value: 3, inclusive: true }, to: { value: 9, inclusive: false } }],
    /n2 >= .*n2 < /,
  ],
])("a filter by %s is answered by the field's index", async (_, conditions, condition) => {
  const found = await plan({ conditions }, false);
  expect(found).toMatch(/Index Scan using record_[tn]\d on record/);
  expect(found.split("\n").find((line) => line.includes("Index Cond"))).toMatch(condition);
});

test.each([true, false])("a page of a snapshot reads on in one index (generic plan: %s)", async (generic) => {
  const found = await planOf(selectSnapshotPage(tenantId, collectionId, [], id), generic);
  expect(found).toMatch(/WindowAgg[\s\S]*Limit[\s\S]*Index Scan using record_order on record/);
  expect(found).toMatch(/Index Cond: \(\(tenant_id = .*\) AND \(collection_id = .*\) AND \(id > /);
  expect(found).not.toMatch(/Seq Scan|Bitmap/);
});
