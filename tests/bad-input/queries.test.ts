import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused, refusalsIn } from "./refusal.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await openFixture();
}, 60_000);
afterAll(() => fixture.server.stop());

const RECORDS = "query ($c: String!, $f: [RecordFilter!]) { records(collection: $c, filter: $f) { nodes { id } } }";

/** Sent as text: JSON.stringify itself fails at what is nested so deeply, and knows no number beyond doubles. */
function send(filter: string) {
  const body = `{"query": ${JSON.stringify(RECORDS)}, "variables": {"c": ${JSON.stringify(fixture.collection)}, "f": ${filter}}}`;
  return fixture.post(body);
}

test.each([
  ["a hundred levels", 100],
  ["a thousand levels", 1_000],
  ["a hundred thousand levels", 100_000],
])("a filter of %s is refused, and the next request is answered", async (_, levels) => {
  const answer = await send(`${'{"not":'.repeat(levels)}{"field":"title","equals":"x"}${"}".repeat(levels)}`);
  expectRefused(answer, "BAD_USER_INPUT");
  expect(await stillAnswers(fixture)).toBe(true);
});

test("so is one of many alternatives", async () => {
  const answer = await send(`{"or":[${Array(20_000).fill('{"field":"title","equals":"x"}').join(",")}]}`);
  expectRefused(answer, "BAD_USER_INPUT");
  expect(refusalsIn(answer.text)[0]?.fields).toMatchObject([{ path: "filter.0.or", code: "TOO_MANY" }]);
});

test("a filter written into the document is refused like one in a variable", async () => {
  const filter = `${"{ not: ".repeat(200)}{ field: "title", equals: "x" }${" }".repeat(200)}`;
  const query = `{ records(collection: "${fixture.collection}", filter: ${filter}) { nodes { id } } }`;
  expectRefused(await fixture.post(JSON.stringify({ query })), ["BAD_USER_INPUT", "OPERATION_TOO_LARGE"]);
});

test("and a number that no double holds is no null", async () => {
  const answer = await send('{"field":"title","equals":1e999}');
  expectRefused(answer, "BAD_USER_INPUT");
  expect(refusalsIn(answer.text)[0]?.fields).toMatchObject([{ path: "filter.0.equals", code: "TYPE" }]);
});
