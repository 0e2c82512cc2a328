import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, create, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
let ada: TestPrincipal;

const ARTICLES = {
  type: "object",
  required: ["title"],
  properties: {
    title: { type: "string", maxLength: 200, "x-searchable": "english" },
    text: { type: ["string", "null"], maxLength: 4_000, "x-searchable": "german" },
    code: { type: "string", maxLength: 100, "x-searchable": true },
    year: { type: "integer", "x-indexed": true },
  },
};

const SEARCH = `query ($search: String, $filter: [RecordFilter!], $sort: [RecordSort!], $first: Int, $after: String, $last: Int, $before: String) {
  records(collection: "articles", search: $search, filter: $filter, sort: $sort, first: $first, after: $after, last: $last, before: $before) {
    nodes { id data } edges { cursor } pageInfo { hasNextPage endCursor startCursor } } }`;

const LIST = [
  { title: "The running foxes", text: "Die Häuser der Stadt", code: "ab-12", year: 1 },
  { title: "A fox runs", text: "Ein Haus am See", code: "AB-13", year: 2 },
  { title: "Fox fox fox", year: 3 },
  { title: "Straße and sea", text: "Dächer der Stadt", code: "50%_off\\now", year: 4 },
  { title: "Nothing", text: null, year: 5 },
];

beforeAll(async () => {
  data = await openTestData({ unindexedRecords: 3 });
  ada = someone();
  await define(data, ada, ARTICLES, "articles");
  for (const one of LIST) await create(data, ada, one, "articles");
});
afterAll(() => data.stop());

async function search(variables: object, who = ada) {
  const answer = await ask(data, who, SEARCH, { ...variables });
  if (answer.refusals[0]) throw new Error(JSON.stringify(answer.refusals));
  return answer.data.records;
}

async function years(variables: object, who = ada): Promise<number[]> {
  return (await search(variables, who)).nodes.map((node: { data: { year: number } }) => node.data.year);
}
const found = async (text: string) => (await years({ search: text })).sort();
const containing = (field: string, contains: string) => years({ filter: [{ field, contains }] });

describe("search", () => {
  test.each<[string, string, number[]]>([
    ["a word in any of its forms, as its language has it", "runs", [1, 2]],
    ["whatever its case", "FOXES", [1, 2, 3]],
    ["a word of another field's language", "Haus", [1, 2]],
    ["all of the words, wherever they stand", "fox häuser", [1, 2]],
    ["words that follow each other", '"running foxes"', [1]],
    ["not when they do not", '"stadt häuser"', []],
    ["words of two fields", "sea dächer", [4]],
    ["not words that follow each other across the end of a field", '"sea dächer"', []],
    ["either of two", "nothing or sea", [4, 5]],
    ["without another", "fox -running -see", [3]],
    ["an exact text where no language is named", "AB-13", [2]],
    ["a word that one of the languages ignores is ignored", "the fox", [1, 2, 3]],
    ["ß is ss", "STRASSE", [4]],
    ["punctuation alone finds nothing", "!!! &|:*", []],
    ["nothing finds nothing", "  ", []],
  ])("%s", async (_, text, expected) => {
    expect(await found(text)).toEqual(expected);
  });

  test("the best fit comes first, equal ones as they were created, page by page in both directions", async () => {
    expect(await years({ search: "fox" })).toEqual([3, 1, 2]);
    const first = await search({ search: "fox", first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(await years({ search: "fox", first: 2, after: first.pageInfo.endCursor })).toEqual([2]);
    expect(await years({ search: "fox", last: 2 })).toEqual([1, 2]);
    const last = await search({ search: "fox", last: 1 });
    expect(await years({ search: "fox", last: 5, before: last.pageInfo.startCursor })).toEqual([3, 1]);
  });

  test("with sort in that order, and with a filter only what passes it", async () => {
    expect(await years({ search: "fox", sort: { field: "year", direction: "DESCENDING" } })).toEqual([3, 2, 1]);
    expect(await years({ search: "fox", filter: [{ field: "year", lessThan: 3 }] })).toEqual([1, 2]);
    expect(await years({ search: "fox", filter: [{ field: "text", contains: "haus" }] })).toEqual([2]);
  });

  test("a cursor of one search is no cursor of another, nor of another order", async () => {
    const { pageInfo } = await search({ search: "fox", first: 1 });
    for (const other of [{ search: "runs" }, {}, { search: "fox", sort: { field: "year" } }]) {
      const { refusals } = await ask(data, ada, SEARCH, { ...other, after: pageInfo.endCursor });
      expect(refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
    }
  });
});

test.each<[string, string, string, number[]]>([
  ["a part of a word in upper case", "title", "NNING F", [1]],
  ["characters that stand for others elsewhere", "code", "50%_", [4]],
  ["a backslash", "code", "f\\n", [4]],
  ["only that field", "title", "haus", []],
  ["three characters", "text", "dÄc", [4]],
])("contains finds %s", async (_, field, text, expected) => {
  expect(await containing(field, text)).toEqual(expected);
});

describe("what a change leaves behind", () => {
  const UPDATE = `mutation ($input: UpdateRecordInput!) { updateRecord(input: $input) { record { id } } }`;
  const DELETE = `mutation ($input: DeleteRecordInput!) { deleteRecord(input: $input) { id } }`;

  test("an update is found by its new texts and no longer by the old ones, a deleted record by none", async () => {
    const one = await create(data, ada, { title: "walrus", text: "Eisberg", year: 9 }, "articles");
    await ask(data, ada, UPDATE, { input: { id: one.id, version: 1, data: { title: "penguin", year: 9 } } });
    expect([await found("walrus"), await found("eisberg"), await found("penguin")]).toEqual([[], [], [9]]);
    expect([await containing("text", "eisberg"), await containing("title", "ngui")]).toEqual([[], [9]]);
    await ask(data, ada, DELETE, { input: { id: one.id } });
    expect([await found("penguin"), await containing("title", "ngui")]).toEqual([[], []]);
    const { rows } = await data.platform.databases.owner.pool.query(
      "select count(*)::int as left from data.record_text t where not exists (select from data.record r where r.tenant_id = t.tenant_id and r.id = t.record_id)",
    );
    expect(rows).toEqual([{ left: 0 }]);
  });

  test("a text that did not change is not written again", async () => {
    const one = await create(data, ada, { title: "heron", text: "Moor", year: 8 }, "articles");
    const versions = async () =>
      (
        await data.platform.databases.owner.pool.query(
          "select slot, xmin::text from data.record_text where body in ('heron', 'moor') or words @@ 'heron' order by slot",
        )
      ).rows;
    const before = await versions();
    await ask(data, ada, UPDATE, {
      input: { id: one.id, version: 1, data: { title: "heron", text: "Moor", year: 7 } },
    });
    expect(before).toHaveLength(3);
    expect(await versions()).toEqual(before);
  });

  test("a collection without searchable fields keeps no texts", async () => {
    const bea = someone();
    await define(data, bea);
    await create(data, bea, { name: "Zoe" });
    const { rows } = await data.platform.databases.owner.pool.query(
      "select from data.record_text where tenant_id = $1",
      [bea.tenantId],
    );
    expect(rows).toEqual([]);
  });
});

describe("bad input", () => {
  test.each<[string, object, string, string]>([
    ["too short a text", { filter: [{ field: "title", contains: "fo" }] }, "SEARCH_TOO_SHORT", "filter.0.field"],
    ["emoji count as one", { filter: [{ field: "title", contains: "😀😀" }] }, "SEARCH_TOO_SHORT", "filter.0.field"],
    [
      "a field that is no text",
      { filter: [{ field: "year", contains: "abc" }] },
      "BAD_USER_INPUT",
      "filter.0.contains",
    ],
    ["a foreign name", { filter: [{ field: "__proto__", contains: "abc" }] }, "FIELD_UNKNOWN", "filter.0.field"],
    ["NUL", { filter: [{ field: "title", contains: "ab\0c" }] }, "BAD_USER_INPUT", "filter.0.contains"],
    ["half a surrogate pair", { search: "ab\ud800c" }, "BAD_USER_INPUT", "search"],
    [
      "too long a text",
      { filter: [{ field: "title", contains: "a".repeat(201) }] },
      "BAD_USER_INPUT",
      "filter.0.contains",
    ],
    ["too long a search", { search: "a".repeat(1_001) }, "BAD_USER_INPUT", "search"],
    ["too many words", { search: "a ".repeat(33) }, "BAD_USER_INPUT", "search"],
  ])("%s", async (_, variables, code, path) => {
    const { refusals } = await ask(data, ada, SEARCH, { ...variables });
    expect(refusals).toMatchObject([{ code, fields: [{ path }] }]);
  });

  test("a search that finds more than ten thousand is told to be narrower", async () => {
    const bea = someone();
    await define(data, bea, ARTICLES, "articles");
    const { pool } = data.platform.databases.owner;
    await pool.query(
      `with made as (
         insert into data.record (tenant_id, id, collection_id, data, version, created_at, updated_at, created_by, updated_by)
         select $1, gen_random_uuid(), id, '{}', 1, now(), now(), 'x', 'x'
         from data.collection, generate_series(1, 10001) where tenant_id = $1 returning id, collection_id)
       insert into data.record_text (tenant_id, record_id, collection_id, slot, words)
       select $1, id, collection_id, 0, array_to_tsvector(array['fox', data.collection_word(collection_id)]) from made`,
      [bea.tenantId],
    );
    for (const variables of [{ search: "fox" }, { search: "-wolf", sort: { field: "year" } }]) {
      const { refusals } = await ask(data, bea, SEARCH, variables);
      expect(refusals).toMatchObject([{ code: "SEARCH_TOO_BROAD" }]);
    }
    await pool.query("delete from data.record where id = (select id from data.record where tenant_id = $1 limit 1)", [
      bea.tenantId,
    ]);
    expect((await search({ search: "fox" }, bea)).nodes).toHaveLength(50);
  });

  test("a collection with nothing to search says so", async () => {
    const bea = someone();
    await define(data, bea, { type: "object", properties: { title: { type: "string" } } }, "articles");
    const { refusals } = await ask(data, bea, SEARCH, { search: "fox" });
    expect(refusals).toMatchObject([{ code: "INDEX_REQUIRED", fields: [{ path: "search" }] }]);
  });

  test("a schema that does not bound its searchable texts is refused", async () => {
    const text = { type: "string", maxLength: 6_001, "x-searchable": true };
    for (const properties of [{ a: { ...text, maxLength: undefined } }, { a: text, b: text }])
      await expect(define(data, someone(), { type: "object", properties }, "articles")).rejects.toThrow("UNBOUNDED");
  });
});
