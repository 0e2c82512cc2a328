import { expect, test } from "vitest";
import { askExport } from "./export-fixture.ts";
import { ask, define, openTestData, someone } from "./fixture.ts";
import { testGuards } from "./guards.ts";

const LIST = `query ($first: Int, $after: String) { exports(first: $first, after: $after) { nodes { id } pageInfo { endCursor } } }`;

testGuards({ source: LIST, permission: "export:read", variables: () => ({}) });

test("they are listed page by page, and a limited role sees those of its collections", async () => {
  const data = await openTestData();
  const ada = someone();
  await define(data, ada);
  await define(data, ada, undefined, "others");
  const asked: string[] = [];
  for (const collection of ["people", "others", "people"]) asked.push(await askExport(data, ada, { collection }));
  const page = (await ask(data, ada, LIST, { first: 2 })).data.exports;
  const rest = (await ask(data, ada, LIST, { first: 2, after: page.pageInfo.endCursor })).data.exports;
  const found = [...page.nodes, ...rest.nodes].map(({ id }: { id: string }) => id);
  expect(found.toSorted()).toEqual(asked.toSorted());
  const limited = { ...someone(ada.tenantId), collections: new Set(["others"]) };
  expect((await ask(data, limited, LIST)).data.exports.nodes).toEqual([{ id: asked[1] }]);
  await data.stop();
});
