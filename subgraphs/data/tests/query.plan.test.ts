import { readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AggregateFunction, readAggregation } from "../src/aggregates/aggregate-input.ts";
import { selectAggregate } from "../src/aggregates/aggregate-sql.ts";
import { type Extremes, extremesOf, findsMuch, selectExtremes, worthOf } from "../src/aggregates/extremes-sql.ts";
import { compositeKey } from "../src/records/composite-key.ts";
import { countRecords } from "../src/records/count-records.ts";
import { type RecordFilter, readFilter } from "../src/records/filter.ts";
import { chooseKey } from "../src/records/key-range.ts";
import type { CompositeIndex, IndexedField } from "../src/records/layout.ts";
import { type RecordSort, readOrder } from "../src/records/record-order.ts";
import { selectRecords } from "../src/records/select-records.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";
import { vacuumRecords } from "./vacuum-records.ts";

/** `rare` is 7 nearly everywhere, and `third` false; `place` is each record's own. */
const FIELDS: IndexedField[] = [
  { name: "city", type: "text", slot: "t1" },
  { name: "rare", type: "integer", slot: "n1" },
  { name: "place", type: "number", slot: "n2" },
  { name: "third", type: "boolean", slot: "n3" },
];
const INDEXES: CompositeIndex[] = [
  {
    slot: "k1",
    parts: [
      { name: "city", type: "text", descending: false },
      { name: "place", type: "number", descending: true },
    ],
  },
];
const fieldOf = (name: string) => FIELDS.find((field) => field.name === name);

let data: TestData;
let tenantId: string;
let collectionId: string;

const OTHERS = 5;
const ROWS = 4_000;
const CITIES = 40;

const rowOf = (at: number) => ({
  city: `c${at % CITIES}`,
  rare: at % 500 === 0 ? at : 7,
  place: at,
  third: at % 3 === 0,
});

/** Several tenants, so that an index that does not begin with the tenant would cost, and statistics as in real life. */
beforeAll(async () => {
  data = await openTestData();
  const { pool } = data.platform.databases.owner;
  for (let other = 0; other <= OTHERS; other++) {
    const ada = someone();
    await define(data, ada);
    const { rows } = await pool.query("select id from data.collection where tenant_id = $1", [ada.tenantId]);
    tenantId = ada.tenantId;
    collectionId = rows[0].id;
    const made = Array.from({ length: ROWS }, (_, at) => rowOf(at));
    await pool.query(
      `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by,
         updated_by, t1, n1, n2, n3, k1)
       select $1, ('01a20342-b32f-7000-a215-' || lpad(to_hex(place::int), 12, '0'))::uuid, $2, '{}', 1, now(), now(), 'x', 'x',
         'v' || city, rare, place, third::int, key
       from unnest($3::text[], $4::float8[], $5::float8[], $6::boolean[], $7::bytea[]) as made (city, rare, place, third, key)`,
      [
        tenantId,
        collectionId,
        made.map(({ city }) => city),
        made.map(({ rare }) => rare),
        made.map(({ place }) => place),
        made.map(({ third }) => third),
        made.map((row) => compositeKey(INDEXES[0]?.parts ?? [], row)),
      ],
    );
  }
  await vacuumRecords(pool);
}, 60_000);
afterAll(() => data.stop());

interface Asked {
  filter?: RecordFilter | RecordFilter[];
  sort?: RecordSort[];
  position?: (string | number)[];
  backward?: boolean;
}

function list({ filter = [], sort = [], position, backward = false }: Asked): Statement {
  const { value: node, faults } = readFilter([filter].flat(), fieldOf);
  const { value: order } = readOrder(sort, fieldOf);
  expect(faults).toEqual([]);
  const page = { limit: 20, backward, cursor: null };
  return selectRecords({
    tenantId,
    collectionId,
    node,
    key: chooseKey(node, order, INDEXES),
    order,
    page,
    position,
    lean: true,
  });
}

const compiled = (filter: RecordFilter[]) => {
  const { value: node } = readFilter(filter, fieldOf);
  return { tenantId, collectionId, node, key: chooseKey(node, [], INDEXES) };
};

interface Run {
  plan: string;
  /** Rows that came from the table or were thrown away after they had been read. */
  read: number;
}

/** The plan as the room's own role gets it under row-level security, and what it read. */
async function run({ text, values = [] }: Statement, generic = false): Promise<Run> {
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
    await client.query(`set local plan_cache_mode = force_${generic ? "generic" : "custom"}_plan`);
    await client.query(`prepare probe as ${text}`);
    const explain = "explain (analyze, costs off, timing off, summary off, buffers off)";
    const { rows } = await client.query(`${explain} execute probe (${values.map(literal).join(", ")})`);
    await client.query("deallocate probe");
    const lines = rows.map((row) => row["QUERY PLAN"] as string);
    const scanned = lines.flatMap((line) => {
      const [, rows, loops] = /Scan.* on record.*rows=([\d.]+) loops=(\d+)/.exec(line) ?? [];
      return rows ? [Number(rows) * Number(loops)] : [];
    });
    const removed = lines.flatMap((line) => Number(/Rows Removed by .*: (\d+)/.exec(line)?.[1] ?? 0));
    return { plan: lines.join("\n"), read: [...scanned, ...removed].reduce((sum, one) => sum + one, 0) };
  } finally {
    await client.query("rollback");
    client.release();
  }
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]`;
  if (Buffer.isBuffer(value)) return `'\\x${value.toString("hex")}'`;
  return typeof value === "number" && Number.isFinite(value) ? String(value) : `'${value}'`;
}

const ID = "01a20342-b32f-7000-a215-000000000100";
const city = { field: "city", equals: "c3" };
const byPlace: RecordSort[] = [{ field: "place", direction: "DESCENDING" }];
const byBoth: RecordSort[] = [{ field: "city" }, ...byPlace];
const turned: RecordSort[] = [{ field: "city", direction: "DESCENDING" }, { field: "place" }];
const inCity = ROWS / CITIES;

/** What is asked, which indexes answer it, and how many rows that may read. */
const SERVED: [string, Asked, RegExp, number][] = [
  ["equal", { filter: city }, /record_(t1|k1)/, inCity],
  ["not equal", { filter: { field: "rare", notEquals: 7 } }, /BitmapOr.*record_n1.*record_n1/s, 20],
  ["one of", { filter: { field: "city", in: ["c3", "c4"] } }, /record_(t1|k1)/, 2 * inCity],
  ["none of", { filter: { field: "rare", notIn: [7, 500] } }, /BitmapOr.*record_n1/s, 20],
  ["missing", { filter: { field: "place", isNull: true } }, /record_n2/, 0],
  ["less", { filter: { field: "place", lessThan: 50 } }, /record_n2/, 50],
  ["less or equal", { filter: { field: "place", lessThanOrEqual: 50 } }, /record_n2/, 51],
  ["greater", { filter: { field: "place", greaterThan: ROWS - 50 } }, /record_n2/, 50],
  ["greater or equal", { filter: { field: "place", greaterThanOrEqual: ROWS - 50 } }, /record_n2/, 50],
  ["begins with", { filter: { field: "city", startsWith: "c39" } }, /record_(t1|k1)/, inCity],
  ["not a range", { filter: { not: { field: "place", greaterThanOrEqual: 50 } } }, /record_n2/, 50],
  [
    "one of two fields",
    {
      filter: {
        or: [
          { field: "city", equals: "c3" },
          { field: "place", lessThan: 10 },
        ],
      },
    },
    /BitmapOr.*record_/s,
    2 * (inCity + 10),
  ],
  [
    "not one of two",
    {
      filter: {
        not: {
          or: [
            { field: "city", notEquals: "c3" },
            { field: "place", greaterThan: 400 },
          ],
        },
      },
    },
    /record_/,
    2 * inCity,
  ],
  ["two fields, of which one has an index", { filter: [city, { field: "rare", notEquals: 7 }] }, /record_/, 2 * inCity],
];

test.each(SERVED)("%s is answered by its field's index", async (_, asked, indexes, most) => {
  const { plan, read } = await run(list(asked));
  expect(plan).toMatch(indexes);
  expect(plan).not.toMatch(/Seq Scan/);
  expect({ plan, most, isBounded: read <= most }).toEqual({ plan, most, isBounded: true });
});

/** Orders that the composite index has; `read` is a page and the row that tells of the next, twice where ties are sorted. */
const KEYED: [string, Asked, RegExp][] = [
  ["an order by two fields", { sort: byBoth }, /Index Scan using record_k1/],
  ["its reverse", { sort: turned }, /Index Scan Backward using record_k1/],
  ["its last page", { sort: byBoth, backward: true }, /Index Scan Backward using record_k1/],
  ["from a place", { sort: byBoth, position: ["vc3", 1_003, ID] }, /record_k1.*ROW\(k1, id\) > /s],
  [
    "backward from a place",
    { sort: turned, position: ["vc3", 1_003, ID], backward: true },
    /record_k1.*ROW\(k1, id\) > /s,
  ],
  [
    "one field fixed, by the other",
    { filter: city, sort: [{ field: "place" }] },
    /Index Scan Backward using record_k1.*k1 >=/s,
  ],
  ["one field fixed, in the index's direction", { filter: city, sort: byPlace }, /Index Scan using record_k1.*k1 >=/s],
  ["and from a place", { filter: city, sort: byPlace, position: [1_003, ID] }, /Index Scan using record_k1.*k1 >=/s],
  [
    "one field fixed and a range of the other",
    {
      filter: [city, { field: "place", greaterThan: 100 }, { field: "place", lessThan: 3_000 }],
      sort: [{ field: "place" }],
    },
    /Index Scan Backward using record_k1.*k1 >=.*k1 </s,
  ],
  ["both fields fixed", { filter: [city, { field: "place", equals: 43 }] }, /record_k1.*k1 =/s],
];

test.each(KEYED.flatMap(([name, asked, shape]) => [true, false].map((generic) => ({ name, asked, shape, generic }))))(
  "the composite index answers $name and reads no more than the page (generic plan: $generic)",
  async ({ asked, shape, generic }) => {
    const { plan, read } = await run(list(asked), generic);
    expect(plan).toMatch(shape);
    // Sorted is at most what has one key.
    expect(plan).not.toMatch(/Seq Scan|Bitmap|(?<!Incremental )Sort {2}/);
    expect({ plan, isBounded: read <= 45 }).toEqual({ plan, isBounded: true });
  },
);

test.each<[string, RecordFilter[], RegExp]>([
  ["all records", [], /Index Only Scan using record_/],
  ["a range of a field", [{ field: "place", lessThan: 500 }], /Index Only Scan using record_n2/],
  ["the records of a city", [city], /Index Only Scan using record_(t1|k1)/],
])("%s are counted in the index alone", async (_, filter, scan) => {
  const { plan } = await run(countRecords(compiled(filter)));
  expect(plan).toMatch(scan);
  expect(plan).toMatch(/Heap Fetches: 0/);
});

test.each<[string, RecordFilter[], string[], string, RegExp]>([
  ["every city", [], ["city"], "COUNT", /Index Only Scan using record_t1/],
  ["a range", [{ field: "place", lessThan: 500 }], [], "SUM", /Index Only Scan using record_n2/],
  ["all records", [], [], "MAX", /Index Only Scan using record_n2/],
])("figures over %s are computed in the index of their field alone", async (_, filter, groups, name, scan) => {
  const measures = [{ as: "x", function: name as "COUNT", ...(groups.length > 0 ? {} : { field: "place" }) }];
  const { value, faults } = readAggregation({ groupBy: groups.map((field) => ({ field })), measures }, fieldOf);
  expect(faults).toEqual([]);
  const { plan } = await run(selectAggregate({ ...compiled(filter), ...value, limit: 100 }));
  expect(plan).toMatch(scan);
  expect(plan).toMatch(/Heap Fetches: 0/);
});

const figures = (groups: string[], measured: string) => {
  const measures = [{ as: "x", function: "SUM" as const, field: measured }];
  const { value, faults } = readAggregation({ groupBy: groups.map((field) => ({ field })), measures }, fieldOf);
  expect(faults).toEqual([]);
  return value;
};

test.each(["rare", "place"])("a sum of %s by a text is put together out of two indexes alone", async (measured) => {
  const { plan } = await run(selectAggregate({ ...compiled([]), ...figures(["city"], measured), limit: 100 }));
  expect(plan).toMatch(/(Hash|Merge) Full Join/);
  for (const field of ["city", measured])
    expect(plan).toMatch(new RegExp(`Index Only Scan using record_${fieldOf(field)?.slot} `));
  expect(plan.match(/Heap Fetches: 0/g)).toHaveLength(2);
  expect(plan).not.toMatch(/Seq Scan|Bitmap|Nested Loop|Index Scan/);
  // The policy holds in each of them.
  expect(plan.match(/One-Time Filter: .*InitPlan/g)).toHaveLength(2);
});

test.each<[string, RecordFilter[], string[], number]>([
  ["what a filter finds", [city], ["rare"], inCity],
  ["three fields", [], ["rare", "city"], ROWS],
])("figures over %s read the records, each once", async (_, filter, groups, most) => {
  const { plan, read } = await run(selectAggregate({ ...compiled(filter), ...figures(groups, "place"), limit: 100 }));
  expect(plan).not.toMatch(/Join/);
  // Those of a bitmap are counted twice.
  expect({ plan, isBounded: read <= 2 * most }).toEqual({ plan, isBounded: true });
});

const REACH = { entries: 50, worth: 2 };
const usual: RecordFilter = { field: "rare", equals: 7 };

/** What the ends of the indexes are asked for; undefined when they are not. */
function extremes(filter: RecordFilter[], groups: string[], measures: [string, AggregateFunction][]) {
  const given = measures.map(([field, name], at) => ({ as: `x${at}`, function: name, field }));
  const { value } = readAggregation({ groupBy: groups.map((field) => ({ field })), measures: given }, fieldOf);
  return extremesOf({ ...compiled(filter), ...value, limit: 100 });
}

/**
 * What is asked, and how many rows that may read: two that tell which truths there are, and for each what leads to its
 * figure. What is looked at in vain is counted twice.
 */
test.each<[string, RecordFilter[], string[], number]>([
  ["all records", [], [], 1],
  ["all records by a truth", [], ["third"], 2 + 2 * 4],
  ["what a filter finds by a truth", [usual], ["third"], 2 + 2 * 4],
  ["a range of the field itself", [{ field: "place", lessThan: 90 }], ["third"], 2 + 2 * 4],
  ["what is nowhere near", [{ field: "rare", lessThan: 7 }], ["third"], 2 + 2 * 2 * REACH.entries],
])("the most of %s is looked for at the end of its index alone", async (_, filter, groups, most) => {
  const asked = extremes(filter, groups, [["place", "MAX"]]) as Extremes;
  for (const generic of [true, false]) {
    const { plan, read } = await run(selectExtremes(asked, REACH), generic);
    expect(plan).toMatch(/Index (Only )?Scan Backward using record_n2/);
    expect(plan).not.toMatch(/Seq Scan|Bitmap|Join|Nested Loop/);
    // The policy holds in each.
    expect(plan.match(/One-Time Filter: .*InitPlan/g)).toHaveLength(plan.match(/ on record/g)?.length ?? 0);
    expect({ plan, most, isBounded: read > 0 && read <= most }).toEqual({ plan, most, isBounded: true });
  }
});

test.each<[string, RecordFilter[], number]>([
  ["one condition finds", [usual], 1],
  ["each of two finds", [usual, { field: "place", lessThan: 3_000 }], 2],
])("whether %s much is read in the index alone, and no further", async (_, filter, conditions) => {
  const asked = extremes(filter, ["third"], [["place", "MIN"]]) as Extremes;
  for (const generic of [true, false]) {
    const { plan, read } = await run(findsMuch(asked, worthOf(asked, REACH)) as Statement, generic);
    expect(plan.match(/Index Only Scan using record_n/g)).toHaveLength(conditions);
    expect(plan).not.toMatch(/Seq Scan|Bitmap|Index Scan|Heap Fetches: [1-9]/);
    expect({ plan, isBounded: read <= conditions * (2 * 3 * REACH.entries + 1) }).toEqual({ plan, isBounded: true });
  }
});

test.each<[RecordFilter[], boolean]>([
  [[usual], true],
  [[city], false],
  [[usual, { field: "place", lessThan: 300 }], false],
  [[usual, { field: "place", lessThan: 301 }], true],
])("what %j finds is much: %s", async (filter, much) => {
  const asked = extremes(filter, ["third"], [["place", "MIN"]]) as Extremes;
  const question = findsMuch(asked, worthOf(asked, REACH)) as Statement;
  expect(await readAsTenant(data.platform.databases.data, tenantId, question)).toEqual([{ much }]);
});

const most: [string, AggregateFunction][] = [["place", "MAX"]];

// 3,999 is a multiple of three.
const latest = { c0: 1, c1: ROWS - 1 };

test.each<[string, RecordFilter[], object[]]>([
  ["each truth that there is", [], [{ c0: 0, c1: ROWS - 2 }, latest]],
  ["no truth that the filter excludes", [{ field: "third", equals: true }], [latest]],
  ["nothing of what is nowhere near", [{ field: "rare", lessThan: 7 }], [0, 1].map((c0) => ({ c0, c1: null }))],
])("the end of an index tells %s", async (_, filter, told) => {
  const statement = selectExtremes(extremes(filter, ["third"], most) as Extremes, REACH);
  expect(await readAsTenant(data.platform.databases.data, tenantId, statement)).toEqual(told);
});

test.each<[string, ReturnType<typeof extremes>]>([
  ["another figure", extremes([], [], [...most, ["place", "SUM"]])],
  ["groups by what is no truth", extremes([], ["city"], most)],
  ["groups by two fields", extremes([], ["third", "city"], most)],
  ["alternatives", extremes([{ field: "rare", notEquals: 7 }], [], most)],
  ["what a composite index serves", extremes([city, { field: "place", lessThan: 90 }], [], most)],
  ["a part of a text", extremes([{ field: "city", contains: "c3" }], [], most)],
])("%s is not looked for there", (_, asked) => {
  expect(asked).toBeUndefined();
});

// Which of them PostgreSQL takes, when it expects a single record of each, shows only among millions (docs/bench.md, records).
test("beside a condition a statement offers no index but that of the condition", () => {
  const measures = [{ as: "x", function: "MAX" as const, field: "place" }];
  const { value } = readAggregation({ groupBy: [{ field: "third" }], measures }, fieldOf);
  const offered = (filter: RecordFilter[]) =>
    selectAggregate({ ...compiled(filter), ...value, limit: 100 }).text.match(/\w+(?= is not null)/g);
  expect(offered([])).toEqual(["n3", "n2"]);
  expect(offered([city])).toBeNull();
});
