import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../tests/testkit/until.ts";
import { openTestBulk, people, type TestBulk } from "./bulk-fixture.ts";
import { fileOf, readExport } from "./export-fixture.ts";
import { ask, create, define, someone, type TestPrincipal } from "./fixture.ts";

let data: TestBulk;
beforeAll(async () => {
  data = await openTestBulk();
});
afterAll(() => data.stop());

const CREATE = `mutation ($input: CreateExportInput!) { createExport(input: $input) { export { id status progress } } }`;
const READ = `query ($id: ID!) { export(id: $id) { status progress recordsWritten bytes failure { code } finishedAt expiresAt
  parts { bytes sha256 } } exports(first: 5) { nodes { id } } }`;

async function exported(who: TestPrincipal, input: object) {
  const made = await ask(data, who, CREATE, { input: { collection: "people", ...input } });
  expect(made.refusals).toEqual([]);
  const { id } = made.data.createExport.export;
  const read = async () => (await ask(data, who, READ, { id })).data;
  await until(async () => (await read()).export.finishedAt !== null, 20_000);
  return { id, ...(await read()) };
}

test("every record of a collection, or those that match, are written into a file that is kept for a time", async () => {
  const ada = someone();
  await people(data, ada, 2_500);
  const all = await exported(ada, { format: "NDJSON", compression: "GZIP" });
  expect(all.export).toMatchObject({ status: "SUCCEEDED", progress: 1, recordsWritten: 2_500, failure: null });
  expect(all.export.parts.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0)).toBe(all.export.bytes);
  expect(all.exports.nodes).toEqual([{ id: all.id }]);
  const some = await exported(ada, { format: "CSV", fields: ["name"], filter: [{ field: "name", equals: "n7" }] });
  expect(some.export).toMatchObject({ status: "SUCCEEDED", recordsWritten: 1, bytes: "name\r\nn7\r\n".length });
});

test("any property that the schema declares can be named, also lists, objects and what has no type", async () => {
  const ada = someone();
  const properties = { tags: { type: "array", items: { type: "string" } }, at: { type: "object" }, any: {} };
  await define(data, ada, { type: "object", properties });
  await create(data, ada, { any: 1, tags: ["a"], at: { x: 1 } });
  const some = await exported(ada, { format: "NDJSON", fields: ["tags", "at", "any"] });
  const file = await fileOf(data, ada, await readExport(data, ada, some.id));
  expect(String(file)).toBe('{"tags":["a"],"at":{"x":1},"any":1}\n');
});

test("a field that the schema does not declare is refused with its place", async () => {
  const ada = someone();
  await people(data, ada, 1);
  const answer = await ask(data, ada, CREATE, {
    input: { collection: "people", format: "CSV", fields: ["name", "no"] },
  });
  expect(answer.refusals).toMatchObject([{ fields: [{ path: "input.fields.1", code: "FIELD_UNKNOWN" }] }]);
});
