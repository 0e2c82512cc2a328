import { newUuid } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVERYTHING, type FilterNode } from "../src/records/filter-node.ts";
import { foldText, gramsOf } from "../src/records/fold.ts";
import { insertTexts } from "../src/records/record-texts.ts";
import { type RecordSelection, selectRecords } from "../src/records/select-records.ts";
import { define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
let source: string;
const tenant = { id: "", collection: "" };

const SCHEMA = { type: "object", properties: { text: { type: "string", maxLength: 200, "x-searchable": true } } };
const layout = { texts: [{ name: "text", slot: 1, language: "simple" }] };
const TENANTS = 4;
const RECORDS = 300;
/** More, without texts: a collection of which a search finds a small part. */
const OTHERS = 5_000;
const VOCABULARY = Array.from({ length: 200 }, (_, at) => `w${(at * 7_919).toString(36)}x`);

beforeAll(async () => {
  data = await openTestData();
  const { pool } = data.platform.databases.owner;
  for (let at = 0; at < TENANTS; at++) {
    const ada = someone();
    const { rows } = await define(data, ada, SCHEMA, "notes").then(() =>
      pool.query("select id from data.collection where tenant_id = $1", [ada.tenantId]),
    );
    Object.assign(tenant, { id: ada.tenantId, collection: rows[0].id });
    const ids = Array.from({ length: RECORDS + OTHERS }, () => newUuid());
    await pool.query(
      `insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by)
       select $1, unnest($2::uuid[]), $3, '{}', 1, now(), now(), 'x', 'x'`,
      [ada.tenantId, ids, tenant.collection],
    );
    for (const [n, recordId] of ids.slice(0, RECORDS).entries()) {
      const text = VOCABULARY.filter((_, word) => (n * 31 + word * 17) % 29 === 0).join(" ");
      const owner = { tenantId: ada.tenantId, recordId, collectionId: tenant.collection };
      for (const statement of insertTexts(owner, { text }, { ...layout, pending: null })) await pool.query(statement);
    }
  }
  await pool.query("analyze data.record_text, data.record");
  const { rows } = await pool.query("select prosrc from pg_proc where oid = 'data.find_texts'::regproc");
  source = rows[0].prosrc;
}, 60_000);
afterAll(() => data.stop());

/** The statements of the function's own text, so that what is explained is what runs. */
function inner(): string[] {
  return [...source.matchAll(/return query\s+(select[^;]+);/g)].map(([, statement = ""]) => statement);
}

async function plan(statement: string, slot: number): Promise<string> {
  const pattern = foldText(VOCABULARY[20] ?? "");
  const values: Record<string, string> = {
    "find_texts.grams": `'{${gramsOf(tenant.collection, 1, pattern).join(",")}}'::int[]`,
    "find_texts.slot": `${slot}::smallint`,
    "find_texts.collection": `'${tenant.collection}'::uuid`,
    "find_texts.pattern": `'${pattern}'`,
    "find_texts.words": `'${pattern}'::tsquery`,
    scope: `''':${tenant.collection}'''::tsquery`,
    bound: "10000",
  };
  const text = statement
    .replaceAll(/find_texts\.\w+|\bscope\b|\bbound\b/g, (name) => values[name] ?? name)
    .replace("= tenant", `= '${tenant.id}'::uuid`);
  const client = await data.platform.databases.owner.pool.connect();
  try {
    // As the function's owner, who is behind no policy of this table, and no superuser.
    await client.query("begin; set local role bulkhead_owner");
    const { rows } = await client.query(`explain (costs off) ${text}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  } finally {
    await client.query("rollback");
    client.release();
  }
}

test.each([
  ["a text that contains another", 0, "record_text_grams", /grams @> /],
  ["words", 1, "record_text_words", /words @@ /],
])("%s: the function reads one index, and adds the tenant itself", async (_, at, index, condition) => {
  const slot = at === 0 ? 1 : 0;
  expect(inner()).toHaveLength(2);
  const found = await plan(inner()[at] ?? "", slot);
  expect(found).toMatch(new RegExp(`Bitmap Index Scan on ${index}`));
  expect(found).toMatch(condition);
  expect(found.match(/ Scan on /g)).toHaveLength(2);
  expect(found).toMatch(new RegExp(`Filter: .*tenant_id = '${tenant.id}'`));
});

function containing(text: string, grams: number[]): FilterNode {
  const searched = { collectionId: tenant.collection, slot: 1 };
  return { kind: "contains", field: { name: "text", type: "text", searched }, text, grams, negated: false };
}

test.each<[string, () => Partial<RecordSelection>]>([
  ["by how well they fit", () => ({ search: { languages: ["simple"], slot: 0, terms: [] } })],
  [
    "in an order of theirs",
    () => ({
      search: { languages: ["simple"], slot: 0, terms: [] },
      order: [{ field: { name: "text", type: "text", slot: "t1" }, descending: false }],
    }),
  ],
  ["by a part of a text", () => ({ node: containing("abc", [1, 2]) })],
])("what is found is read by its ids, %s", async (_, selection) => {
  const page = { limit: 50, backward: false, cursor: null };
  const base = {
    tenantId: tenant.id,
    collectionId: tenant.collection,
    node: EVERYTHING,
    key: undefined,
    order: [],
    withVersions: false,
    position: undefined,
    lean: true,
  };
  const { text, values = [] } = selectRecords({ ...base, page, ...selection() });
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenant.id]);
    const { rows } = await client.query(`explain (costs off) ${text}`, values);
    const found = rows.map((row) => row["QUERY PLAN"]).join("\n");
    expect(found).toMatch(/Function Scan on (data\.)?find_texts/);
    expect(found).toMatch(/Index Scan using record_(pkey|order|t1) on record/);
    expect(found).toMatch(/Index Cond: \(\(tenant_id = .*\(id = /);
    expect(found).not.toContain("Seq Scan");
  } finally {
    await client.query("rollback");
    client.release();
  }
});

test("the policy would keep both indexes from being used, which is why there is the function", async () => {
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    await client.query("select set_config('app.tenant_id', $1, true)", [tenant.id]);
    const { rows } = await client.query(
      "explain (costs off) select record_id from data.record_text where slot > 0 and grams @> '{1,2}'",
    );
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).not.toContain("record_text_grams");
  } finally {
    await client.query("rollback");
    client.release();
  }
});
