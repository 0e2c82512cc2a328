import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../../../tests/testkit/database.ts";
import { readSearch } from "../src/records/search-terms.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

const word = fc.constantFrom("fox", "foxes", "runs", "the", "red", "e-mail", "or", "don't", "x2");
const term = fc
  .tuple(
    fc.constantFrom("", "-"),
    fc.oneof(
      word,
      fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => `"${words.join(" ")}"`),
    ),
  )
  .map((parts) => parts.join(""));
const search = fc.array(term, { minLength: 1, maxLength: 6 }).map((terms) => terms.join(" "));
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(" "));

test("in one language a search means what PostgreSQL's own reading of it means", async () => {
  const cases = fc.sample(fc.tuple(search, text), 2_000);
  const { rows } = await platform.databases.owner.pool.query<{
    search: string;
    text: string;
    ours: boolean;
    theirs: boolean;
  }>(
    `select search, text, coalesce(to_tsvector('english', text) @@ data.words_query('{english}', terms::jsonb), false) as ours,
       to_tsvector('english', text) @@ websearch_to_tsquery('english', search) as theirs
     from unnest($1::text[], $2::text[], $3::text[]) as one (search, text, terms)`,
    [
      cases.map(([given]) => given),
      cases.map(([, given]) => given),
      cases.map(([given]) => JSON.stringify(readSearch(given))),
    ],
  );
  expect(rows.filter(({ theirs }) => theirs).length).toBeGreaterThan(100);
  expect(rows.filter(({ ours, theirs }) => ours !== theirs).slice(0, 5)).toEqual([]);
});
