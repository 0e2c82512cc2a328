import { afterAll, beforeAll, expect, test } from "vitest";
import { foldText, gramsOf } from "../src/records/fold.ts";
import { create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
let ada: TestPrincipal;
let bea: TestPrincipal;
const ids = new Map<TestPrincipal, string>();

const NOTES = { type: "object", properties: { text: { type: "string", maxLength: 500, "x-searchable": "english" } } };

beforeAll(async () => {
  data = await openTestData();
  [ada, bea] = [someone(), someone()];
  for (const one of [ada, bea]) {
    await define(data, one, NOTES, "notes");
    for (const text of ["a secret garden", "secrets of others"]) await create(data, one, { text }, "notes");
    const { rows } = await data.platform.databases.owner.pool.query(
      "select id from data.collection where tenant_id = $1",
      [one.tenantId],
    );
    ids.set(one, rows[0].id);
  }
});
afterAll(() => data.stop());

type Asked = { collection?: TestPrincipal; grams?: boolean; words?: string | null; most?: number };

/** As the room's own role asks, in whose transaction the tenant is `as`, or none. */
async function find(as: TestPrincipal | undefined, { collection = ada, grams, words, most = 10 }: Asked) {
  const client = await data.platform.databases.data.pool.connect();
  try {
    await client.query("begin");
    if (as) await client.query("select set_config('app.tenant_id', $1, true)", [as.tenantId]);
    const id = ids.get(collection) ?? "";
    const pattern = foldText("Secret");
    const { rows } = await client.query(
      "select record_id from data.find_texts($1, $6, $2, $3::int[], $4::tsquery, $5)",
      [id, pattern, grams ? gramsOf(id, 1, pattern) : null, words ?? null, most, grams ? 1 : 0],
    );
    return rows;
  } finally {
    await client.query("rollback");
    client.release();
  }
}

test("each tenant finds its own, whichever way it asks", async () => {
  for (const one of [ada, bea]) {
    expect(await find(one, { collection: one, grams: true })).toHaveLength(2);
    expect(await find(one, { collection: one, words: "secret" })).toHaveLength(2);
    expect(await find(one, { collection: one, words: "!garden" })).toHaveLength(1);
  }
});

test("nothing is found in a collection of another tenant, nor without a tenant", async () => {
  for (const asked of [{ grams: true }, { words: "secret" }, { words: "!nothing" }]) {
    expect(await find(bea, { collection: ada, ...asked })).toEqual([]);
    expect(await find(undefined, { collection: ada, ...asked })).toEqual([]);
  }
});

test("a caller that asks for nothing finds nothing", async () => {
  expect(await find(ada, {})).toEqual([]);
});

test("more than the most is refused, and nobody may ask for more than ten thousand", async () => {
  await expect(find(ada, { words: "secret", most: 1 })).rejects.toMatchObject({ code: "BHS01", hint: "1" });
  const { rows } = await data.platform.databases.owner.pool.query(
    "select prosrc from pg_proc where oid = 'data.find_texts'::regproc",
  );
  expect(rows[0].prosrc).toContain("least(most, 10000)");
});

test("the room reads the table itself behind the policy only", async () => {
  const { pool } = data.platform.databases.data;
  expect((await pool.query("select from data.record_text")).rows).toEqual([]);
  for (const role of ["identity", "tenancy", "audit", "gateway", "relay", "worker"] as const)
    await expect(
      data.platform.databases[role].pool.query("select data.find_texts(null, null, null, null, null, 1)"),
    ).rejects.toThrow(/permission denied/);
});
