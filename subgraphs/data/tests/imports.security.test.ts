import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { startImport } from "./import-fixture.ts";

const LIST = "query ($after: String) { imports(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }";

testGuards({ source: LIST, permission: "import:read", variables: () => ({}) });

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("a tenant's list holds its own imports, and another tenant's cursor opens nothing", async () => {
  const [mine, theirs] = [someone(), someone()];
  await define(data, theirs);
  await startImport(data, theirs, "name\nEve\n");
  expect((await ask(data, mine, LIST)).data.imports.nodes).toEqual([]);
  const cursor = (await ask(data, theirs, LIST)).data.imports.pageInfo.endCursor;
  expect(cursor).toEqual(expect.any(String));
  const withTheirs = await ask(data, mine, LIST, { after: cursor });
  expect(withTheirs.refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect(withTheirs).toEqual(await ask(data, mine, LIST, { after: "anything" }));
});
