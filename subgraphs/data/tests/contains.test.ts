import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { foldText, gramsOf } from "../src/records/fold.ts";
import { ask, create, define, openTestData, someone, type TestData } from "./fixture.ts";

let data: TestData;
beforeAll(async () => {
  data = await openTestData();
});
afterAll(() => data.stop());

const NOTES = { type: "object", properties: { text: { type: "string", maxLength: 200, "x-searchable": true } } };
const LIST = `query ($filter: [RecordFilter!]) { records(collection: "notes", filter: $filter, first: 500) { nodes { data } } }`;

/** Few letters, so that they often contain each other; all that LIKE, regular expressions and case make special. */
const letter = fc.constantFrom(..."aAbBßẞσΣςéÉİıЖж東%_\\'*", "😀", "e\u0301", " ", "\n");
const text = fc.array(letter, { maxLength: 12 }).map((letters) => letters.join(""));

test("contains finds exactly what a plain comparison finds", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { minLength: 1, maxLength: 8 }),
      fc.array(text, { maxLength: 4 }),
      async (texts, others) => {
        const ada = someone();
        await define(data, ada, NOTES, "notes");
        for (const one of texts) await create(data, ada, { text: one }, "notes");
        const parts = [...others, ...texts.map((one) => [...one].slice(1, 6).join(""))];
        for (const contains of parts.filter((part) => [...foldText(part)].length >= 3)) {
          const answer = await ask(data, ada, LIST, { filter: [{ field: "text", contains }] });
          const found = answer.data.records.nodes.map((node: { data: { text: string } }) => node.data.text);
          expect({ contains, found }).toEqual({
            contains,
            found: texts.filter((one) => foldText(one).includes(foldText(contains))),
          });
        }
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);

test.each([
  ["upper and lower case", "ÄRGER Жизнь", "ärger жизнь"],
  ["ß and ss", "Straße", "STRASSE"],
  ["both small sigmas", "ΟΔΟΣ", "οδοσ"],
  ["composed and decomposed", "e\u0301", "É"],
])("%s are the same", (_, one, other) => {
  expect(foldText(one)).toBe(foldText(other));
});

test("a part of a text has no gram that the text lacks, and fields share no gram of their own", () => {
  fc.assert(
    fc.property(text, fc.nat(12), fc.nat(12), fc.uuid(), (whole, from, length, id) => {
      const folded = foldText(whole);
      const part = [...folded].slice(from, from + length).join("");
      const grams = new Set(gramsOf(id, 1, folded));
      expect(gramsOf(id, 1, part).filter((gram) => !grams.has(gram))).toEqual([]);
    }),
  );
  const [id, other] = ["01a20342-b32f-7000-a215-00000000000a", "01a20342-b32f-7000-a215-00000000000b"] as const;
  const fields = [gramsOf(id, 1, "abc"), gramsOf(id, 2, "abc"), gramsOf(other, 1, "abc")].map((grams) => grams.at(-1));
  expect(new Set(fields).size).toBe(3);
});
