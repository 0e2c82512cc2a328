import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf } from "../../../tests/testkit/rooms.ts";
import { exportChanged } from "../src/domain/export-changed.ts";
import { askExport } from "./export-fixture.ts";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CHANGE = "query ($id: ID!, $cursor: String!) { exportChange(id: $id, cursor: $cursor) { id status progress } }";

async function cursorFor(principal: TestPrincipal, id: string): Promise<string> {
  const news = await exportChanged(data.room.subgraph.context(requestOf(principal)), { id });
  const { value } = await news.next();
  await news.return?.();
  return value.cursor;
}

test("a cursor of its news answers what the export is by now, and no other cursor does", async () => {
  const [ada, bob] = [someone(), someone()];
  for (const who of [ada, bob]) await define(data, who);
  const id = await askExport(data, ada);
  const cursor = await cursorFor(ada, id);
  const now = { id, status: "QUEUED", progress: 0 };
  expect((await ask(data, ada, CHANGE, { id, cursor })).data.exportChange).toEqual(now);
  const theirs = await cursorFor(bob, await askExport(data, bob));
  for (const wrong of ["x", theirs])
    expect((await ask(data, ada, CHANGE, { id, cursor: wrong })).refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect((await ask(data, bob, CHANGE, { id, cursor: theirs })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
