import type { Statement } from "@bulkhead/kernel/database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { selectSnapshotPage } from "../src/changes/snapshot-page.ts";
import { toSlot } from "../src/records/field-type.ts";
import { EVERYTHING, type FilterNode } from "../src/records/filter-node.ts";
import { type RecordSelection, selectRecords } from "../src/records/select-records.ts";
import { openTestData, type TestData } from "./fixture.ts";
import { vacuumRecords } from "./vacuum-records.ts";

let data: TestData;

interface Owned {
  tenantId: string;
  collectionId: string;
}
/** Has 9,000 of the 30,000 records, the median tenant 3. */
let largest: Owned;
let median: Owned;

const TENANTS = 1_000;

/**
 * The shape of an installation, on a smaller scale (docs/bench.md, row `scale`): sizes after Zipf's law, the tenants' records
 * mixed as they would be after a year. So an index that does not begin with the tenant would cost, and statistics mislead
 * as they do in real life.
 */
beforeAll(async () => {
  data = await openTestData();
  const { pool } = data.platform.databases.owner;
  const { rows } = await pool.query<Owned>(
    `insert into data.collection (tenant_id, id, name, schema, fields, created_at, created_by)
     select uuidv7(), uuidv7(), 'people', '{}', '[]', now(), 'x' from generate_series(1, ${TENANTS})
     returning tenant_id as "tenantId", id as "collectionId"`,
  );
  await pool.query(
    `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by,
       updated_by, t1, n1, n2)
     select tenant_id, ('01a20342-b32f-7000-a215-' || lpad(to_hex(i), 12, '0'))::uuid, collection_id,
       jsonb_build_object('name', i), 1, now(), now(), 'x', 'x', 'vn' || (i % 37),
       case when i % 13 = 0 then float8 '-Infinity' else i % 11 end, i
     from unnest($1::uuid[], $2::uuid[]) with ordinality as t (tenant_id, collection_id, rank)
     cross join generate_series(1, ceil(9000 / rank ^ 1.335)::int) as i
     order by hashint8extended(i, rank)`,
    [rows.map((one) => one.tenantId), rows.map((one) => one.collectionId)],
  );
  await vacuumRecords(pool);
  largest = rows[0] as Owned;
  median = rows[TENANTS >> 1] as Owned;
});
afterAll(() => data.stop());

interface Asked {
  of: Owned;
  generic: boolean;
  options: string;
}

/** A plan as the room's own role gets it under row-level security. */
async function explain(selection: Partial<RecordSelection>, { of, generic, options }: Asked): Promise<unknown[]> {
  const base = { ...of, node: EVERYTHING, key: undefined, position: undefined, lean: true };
  const page = { limit: 50, backward: false, cursor: null };
  return explained(selectRecords({ ...base, page, order: [], ...selection }), { of, generic, options });
}

async function explained({ text, values = [] }: Statement, { of, generic, options }: Asked): Promise<unknown[]> {
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [of.tenantId]);
    await client.query(`set local plan_cache_mode = force_${generic ? "generic" : "custom"}_plan`);
    await client.query(`prepare probe as ${text}`);
    const { rows } = await client.query(`explain (${options}) execute probe (${values.map(literal).join(", ")})`);
    await client.query("deallocate probe");
    await client.query("rollback");
    return rows.map((row) => row["QUERY PLAN"]);
  } finally {
    client.release();
  }
}

async function plan(selection: Partial<RecordSelection>, generic: boolean): Promise<string> {
  return (await explain(selection, { of: largest, generic, options: "costs off" })).join("\n");
}

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

/** How many rows of the table the statement read, those included that it read in vain. */
async function rowsRead(selection: Partial<RecordSelection>, of: Owned, generic: boolean): Promise<number> {
  const options = "analyze, timing off, costs off, format json";
  const [[{ Plan }]] = (await explain(selection, { of, generic, options })) as [[{ Plan: PlanNode }]];
  const count = (node: PlanNode): number => {
    const own = (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
    const below = (node.Plans ?? []).reduce((sum, one) => sum + count(one), 0);
    return (node["Relation Name"] === "record" ? own : 0) + below;
  };
  return count(Plan);
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]`;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : `'${value}'`;
}

const text = (value: string) => toSlot("text", value) ?? "";
const id = "01a20342-b32f-7000-a215-000000000100";
const name = { name: "name", type: "text", slot: "t1" } as const;
const age = { name: "age", type: "integer", slot: "n1" } as const;
const score = { name: "score", type: "number", slot: "n2" } as const;
const ascending = [{ field: name, descending: false }];
const backward = { limit: 50, backward: true, cursor: "given" };
const fromB = { kind: "range", field: name, from: { value: text("b"), inclusive: true } } as const;

type Selection = Partial<RecordSelection>;

const KEYSETS: [string, Selection, string][] = [
  ["by creation", {}, "record_order"],
  ["by creation, from a place", { position: [id] }, "record_order"],
  ["by creation, backward from a place", { position: [id], page: backward }, "record_order"],
  ["by a text", { order: ascending }, "record_t1"],
  ["by a text, from a place", { order: ascending, position: [text("n3"), id] }, "record_t1"],
  [
    "by a text, descending from a place",
    { order: [{ field: name, descending: true }], position: [text("n3"), id] },
    "record_t1",
  ],
  [
    "by a number, from the missing ones",
    { order: [{ field: age, descending: false }], position: [null, id] },
    "record_n1",
  ],
  ["by a text within a range of it", { order: ascending, node: fromB }, "record_t1"],
  ["by creation where a text is equal", { node: { kind: "equals", field: name, value: text("n3") } }, "record_t1"],
  ["by creation where a number is missing", { node: { kind: "equals", field: age, value: -Infinity } }, "record_n1"],
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

test.each<[string, FilterNode, RegExp]>([
  ["one of several texts", { kind: "in", field: name, values: [text("n3"), text("n4")] }, /t1 = ANY/],
  [
    "a range",
    { kind: "range", field: score, from: { value: 3, inclusive: true }, to: { value: 9, inclusive: false } },
    /n2 >= .*n2 < /,
  ],
])("a filter by %s is answered by the field's index", async (_, node, condition) => {
  const found = await plan({ node }, false);
  expect(found).toMatch(/(Index Scan using|Bitmap Index Scan on) record_[tn]\d/);
  expect(found.split("\n").find((line) => line.includes("Index Cond"))).toMatch(condition);
});

const inN3: FilterNode = { kind: "equals", field: name, value: text("n3") };
const half: FilterNode = { kind: "range", field: age, from: { value: 5, inclusive: true } };
const byNumber = [{ field: score, descending: false }];
const fromHalf: FilterNode = { kind: "range", field: score, from: { value: 4_500, inclusive: true } };

test.each<[string, Selection, number]>([
  ...KEYSETS.map(([name, selection]): [string, Selection, number] => [name, selection, 51]),
  ["sorted by a number, within a range of it", { order: byNumber, node: fromHalf }, 51],
  ["sorted by a number, from a place deep inside", { order: byNumber, position: [8_000, id] }, 51],
  // Two conditions have one index to begin with: of the 243 with this text about half are in the range.
  ["by creation where a text is equal and a number in a range", { node: { kind: "and", nodes: [inN3, half] } }, 250],
  // Every 37th has this text, and the order is that of the number.
  ["sorted by a number where a text is equal", { order: byNumber, node: inN3 }, 51 * 37],
])("a page %s reads no more than it must, of the largest tenant and of the median one", async (_, selection, most) => {
  for (const generic of [true, false]) {
    const read = await rowsRead(selection, largest, generic);
    // When nothing is found the bound says nothing.
    expect(read).toBeGreaterThan(50);
    expect(read).toBeLessThanOrEqual(most);
    expect(await rowsRead(selection, median, generic)).toBeLessThanOrEqual(3);
  }
});

test.each([true, false])("a page of a snapshot reads on in one index (generic plan: %s)", async (generic) => {
  const statement = selectSnapshotPage(largest.tenantId, largest.collectionId, EVERYTHING, id);
  const found = (await explained(statement, { of: largest, generic, options: "costs off" })).join("\n");
  expect(found).toMatch(/WindowAgg[\s\S]*Limit[\s\S]*Index Scan using record_order on record/);
  expect(found).toMatch(/Index Cond: \(\(tenant_id = .*\) AND \(collection_id = .*\) AND \(id > /);
  expect(found).not.toMatch(/Seq Scan|Bitmap/);
});
