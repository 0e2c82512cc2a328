import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, define, openTestData, PEOPLE, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

test("a tenant sees its own collections by name, and nobody else's", async () => {
  const [ada, bob] = [someone(), someone()];
  for (const name of ["zebra", "ant_1", "ant", "ant_b"]) await define(data, ada, PEOPLE, name);
  await define(data, bob, PEOPLE, "bobs");
  const { data: answer } = await ask(data, ada, "{ collections { nodes { name schema indexedFields } } }");
  expect(answer.collections.nodes.map((one: { name: string }) => one.name)).toEqual(["ant", "ant_1", "ant_b", "zebra"]);
  expect(answer.collections.nodes[0].schema).toEqual(PEOPLE);
});
