import { expect, test } from "vitest";
import { askBulk, DELETE_MANY } from "./bulk-fixture.ts";
import { ask, define, openTestData, someone } from "./fixture.ts";
import { testGuards } from "./guards.ts";

const LIST = `query ($first: Int, $after: String) { bulkChanges(first: $first, after: $after) { nodes { id } pageInfo { endCursor } } }`;

testGuards({ source: LIST, permission: "bulk-change:read", variables: () => ({}) });

test("the newest comes first, page by page, and a limited role sees those of its collections", async () => {
  const data = await openTestData();
  const ada = someone();
  await define(data, ada);
  await define(data, ada, undefined, "others");
  const asked: string[] = [];
  for (const collection of ["people", "others", "people"])
    asked.unshift(await askBulk(data, ada, DELETE_MANY, { collection, all: true }));
  const page = (await ask(data, ada, LIST, { first: 2 })).data.bulkChanges;
  const rest = (await ask(data, ada, LIST, { first: 2, after: page.pageInfo.endCursor })).data.bulkChanges;
  expect([...page.nodes, ...rest.nodes].map(({ id }) => id)).toEqual(asked);
  const limited = { ...someone(ada.tenantId), collections: new Set(["others"]) };
  expect((await ask(data, limited, LIST)).data.bulkChanges.nodes).toEqual([{ id: asked[1] }]);
  const outside = await ask(data, limited, `query ($id: ID!) { bulkChange(id: $id) { id } }`, { id: asked[0] });
  expect(outside.refusals).toMatchObject([{ code: "NOT_FOUND" }]);
  await data.stop();
});
