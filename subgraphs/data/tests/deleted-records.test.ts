import { expect, test } from "vitest";
import { ask, create, define, openTestData, someone } from "./fixture.ts";
import { testGuards } from "./guards.ts";
import { remove } from "./history-fixture.ts";

const LIST = `query ($collection: String!, $first: Int, $after: String) {
  deletedRecords(collection: $collection, first: $first, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`;

testGuards({
  source: LIST,
  permission: "record:read",
  async variables(data, principal) {
    await define(data, principal);
    return { collection: "people" };
  },
  unknown: () => ({ collection: "nothing" }),
});

test("the last deleted comes first, page by page, and other collections' stay out", async () => {
  const data = await openTestData();
  const ada = someone();
  await define(data, ada);
  await define(data, ada, undefined, "others");
  await remove(data, ada, (await create(data, ada, { name: "x" }, "others")).id);
  const deleted: string[] = [];
  for (const name of ["a", "b", "c", "d", "e"]) {
    const { id } = await create(data, ada, { name });
    await remove(data, ada, id);
    deleted.unshift(id);
  }
  const found: string[] = [];
  for (let after: string | null = null; ; ) {
    const answer = await ask(data, ada, LIST, { collection: "people", first: 2, after });
    const page: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } =
      answer.data.deletedRecords;
    found.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  expect(found).toEqual(deleted);
  await data.stop();
});
