import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { UNPACKED_BYTES } from "../src/imports/formats/text/unpack.ts";
import { ask, define, someone } from "./fixture.ts";
import { importJobHere, openTestImports, startImport, storedRows, type TestImports } from "./import-fixture.ts";

/** Files that are trees, from the upload to the stored records, in one turn and in many. */
let imports: TestImports;
let workers: TestWorkers;
let sliceMs = 60_000;
let turns = 0;

beforeAll(async () => {
  imports = await openTestImports({ start: false });
  const { databases, log } = imports.platform;
  const files = { blobs: imports.blobs.data, streams: createKeptStreams(), maxUnpackedBytes: UNPACKED_BYTES };
  const grantOf = async () => ({ permissions: PERMISSIONS, collections: undefined });
  const job = importJobHere({ db: databases.data, ...files, grantOf, log });
  const run: typeof job.run = (ctx, payload) => {
    const end = performance.now() + sliceMs;
    turns++;
    return job.run({ ...ctx, isOver: () => performance.now() > end || ctx.isOver() }, payload);
  };
  workers = await startTestWorkers(imports.platform, [{ ...job, run }]);
}, 60_000);
afterAll(async () => {
  await workers.stop();
  await imports.stop();
});

const ROWS = 600;
const WRONG = 400;
const PEOPLE = Array.from({ length: ROWS }, (_, at) => ({ name: `Åda <${at}>`, age: at }));
const RIGHT = PEOPLE.filter(({ age }) => age !== WRONG);

const ages = PEOPLE.map(({ age }) => (age === WRONG ? '"old"' : String(age)));
const objects = PEOPLE.map(({ name }, at) => `{"name":${JSON.stringify(name)},"age":${ages[at]}}`).join(",\n");
const orders = PEOPLE.map(
  ({ name }, at) => `<order age='${ages[at]?.replaceAll('"', "")}'><name>${name.replace("<", "&lt;")}</name></order>`,
).join("\n");

const READ = `query ($id: ID!) { import(id: $id) { status format rowsRead rowsStored rowsRejected failure { code }
  rejections(first: 5) { nodes { row line column path field code value } } } }`;

async function importTree(content: string, mode: string, others: object) {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, content, mode, "people", others);
  await imports.ended(id);
  const { data } = await ask(imports, ada, READ, { id });
  return { ...data.import, stored: (await storedRows(imports, id)).map((row) => row.data) };
}

describe.each<[string, string, object, { format: string; line: number; path: string; field: string }]>([
  ["a JSON array", `[${objects}]`, {}, { format: "JSON", line: WRONG + 1, path: `/${WRONG}/age`, field: "/age" }],
  [
    "a JSON array inside a document",
    `{"of":{"day":[1]},\n"data":{"people":[\n${objects}],"count":${ROWS}}}`,
    { format: "JSON", items: "/data/people" },
    { format: "JSON", line: WRONG + 3, path: `/data/people/${WRONG}/age`, field: "/age" },
  ],
  [
    "XML",
    `<?xml version="1.0"?>\n<shop xmlns="urn:shop"><day>1</day><orders>\n${orders}</orders></shop>`,
    { items: "/shop/orders/order" },
    { format: "XML", line: WRONG + 3, path: `/shop/orders/order[${WRONG + 1}]/age`, field: "/age" },
  ],
])("%s with one wrong record", (_what, content, others, { format, ...place }) => {
  test.each<[string, object, typeof RIGHT]>([
    ["PARTIAL", { status: "SUCCEEDED", rowsStored: ROWS - 1, failure: null }, RIGHT],
    ["STRICT", { status: "FAILED", rowsStored: 0, failure: { code: "ROWS_REJECTED" } }, []],
  ])("%s ends the same in one turn and in many", async (mode, end, stored) => {
    for (const ms of [60_000, 0]) {
      sliceMs = ms;
      turns = 0;
      const done = await importTree(content, mode, others);
      expect(done).toMatchObject({ format, rowsRead: ROWS, rowsRejected: 1, ...end });
      const rejection = { row: WRONG + 1, column: null, code: "VALUE_TYPE", value: "o*d", ...place };
      expect(done.rejections.nodes).toEqual([rejection]);
      expect(done.stored).toEqual(stored);
      if (ms === 0) expect(turns).toBeGreaterThan(2);
      else expect(turns).toBe(1);
    }
  });
});
