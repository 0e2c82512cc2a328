import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, someone, type TestData } from "./fixture.ts";
import { startImport } from "./import-fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const LIST = `query ($first: Int, $after: String, $last: Int, $before: String) {
  imports(first: $first, after: $after, last: $last, before: $before) {
    nodes { id collection status } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

test("imports are listed oldest first, page by page, in both directions", async () => {
  const ada = someone();
  await define(data, ada);
  const ids: string[] = [];
  for (let at = 0; at < 5; at++) ids.push(await startImport(data, ada, `name\nAda ${at}\n`));
  const page = async (args: object) => (await ask(data, ada, LIST, { ...args })).data.imports;
  const idsOf = (list: { nodes: { id: string }[] }) => list.nodes.map(({ id }) => id);

  const first = await page({ first: 2 });
  expect(idsOf(first)).toEqual(ids.slice(0, 2));
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const second = await page({ first: 3, after: first.pageInfo.endCursor });
  expect(idsOf(second)).toEqual(ids.slice(2));
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  const back = await page({ last: 2, before: second.edges[1].cursor });
  expect(idsOf(back)).toEqual(ids.slice(1, 3));
  expect(idsOf(await page({ last: 2 }))).toEqual(ids.slice(3));
  expect((await ask(data, ada, LIST, { first: 0 })).refusals).toMatchObject([{ code: "BAD_USER_INPUT" }]);
});
