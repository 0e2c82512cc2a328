import { afterAll, beforeAll, expect, test } from "vitest";
import { requestOf } from "../../../tests/testkit/rooms.ts";
import { importChanged } from "../src/domain/import-changed.ts";
import { ask, define, openTestData, someone, type TestData, type TestPrincipal } from "./fixture.ts";
import { startImport } from "./import-fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const CHANGE = "query ($id: ID!, $cursor: String!) { importChange(id: $id, cursor: $cursor) { id status progress } }";

async function cursorFor(principal: TestPrincipal, id: string): Promise<string> {
  const news = await importChanged(data.room.subgraph.context(requestOf(principal)), { id });
  const { value } = await news.next();
  await news.return?.();
  return value.cursor;
}

test("a cursor of its news answers what the import is by now, and no other cursor does", async () => {
  const [ada, bob] = [someone(), someone()];
  for (const who of [ada, bob]) await define(data, who);
  const id = await startImport(data, ada, "name\nAda\n");
  const cursor = await cursorFor(ada, id);
  expect((await ask(data, ada, CHANGE, { id, cursor })).data.importChange).toEqual({
    id,
    status: "QUEUED",
    progress: 0,
  });
  const theirs = await cursorFor(bob, await startImport(data, bob, "name\nBob\n"));
  for (const wrong of ["x", theirs])
    expect((await ask(data, ada, CHANGE, { id, cursor: wrong })).refusals).toMatchObject([{ code: "INVALID_CURSOR" }]);
  expect((await ask(data, bob, CHANGE, { id, cursor: theirs })).refusals).toMatchObject([{ code: "NOT_FOUND" }]);
});
