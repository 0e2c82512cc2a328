import fc from "fast-check";
import { expect, test } from "vitest";
import { checkSchema } from "../src/json-schema/check-schema.ts";
import { encodeKey } from "../src/records/composite-key.ts";
import { layoutOf } from "../src/records/layout.ts";

const object = (properties: object, more: object = {}) => checkSchema({ type: "object", properties, ...more });
const text = { type: "string", maxLength: 50 };

const value = fc.oneof(
  fc
    .string({ unit: "binary", maxLength: 5 })
    .filter((text) => !text.includes("\0"))
    .map((text) => `v${text}`),
  fc.constant(""),
);
const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(0, -0, Number.NEGATIVE_INFINITY));
const compare = (a: string | number, b: string | number) =>
  typeof a === "string"
    ? Buffer.compare(Buffer.from(a), Buffer.from(b as string))
    : Math.sign(a - (b as number) || Number(a > Number(b)) - Number(a < Number(b))) || 0;

test("keys of several fields have the order of their fields", () => {
  const pair = fc.record({ first: value, second: number, third: value });
  fc.assert(
    fc.property(pair, pair, fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), (a, b, [d1, d2, d3]) => {
      const key = ({ first, second, third }: typeof a) =>
        encodeKey([
          { descending: d1, value: first },
          { descending: d2, value: second },
          { descending: d3, value: third },
        ]);
      const expected =
        compare(a.first, b.first) * (d1 ? -1 : 1) ||
        compare(a.second, b.second) * (d2 ? -1 : 1) ||
        compare(a.third, b.third) * (d3 ? -1 : 1);
      expect(Math.sign(Buffer.compare(key(a), key(b))) + 0).toBe(expected + 0);
    }),
    { numRuns: 500 },
  );
});

test("what stays the same keeps its slot, and nothing new is put where the last version keeps something", () => {
  const first = layoutOf(object({ a: { ...text, "x-indexed": true }, b: { ...text, "x-unique": true } }));
  expect(first.fields).toEqual([
    { name: "a", type: "text", slot: "t1" },
    { name: "b", type: "text", slot: "t2", unique: "u1" },
  ]);
  const next = layoutOf(object({ c: { ...text, "x-unique": true }, b: { ...text, "x-unique": true } }), first);
  expect(next.fields).toEqual([
    { name: "c", type: "text", slot: "t3", unique: "u2" },
    { name: "b", type: "text", slot: "t2", unique: "u1" },
  ]);
});

test("an index of several fields is kept with its first one ascending, and its reverse is the same index", () => {
  const properties = { status: text, at: { type: "string", format: "date-time" } };
  const { indexes } = layoutOf(object(properties, { "x-indexes": [["-status", "at"]] }));
  expect(indexes).toEqual([
    {
      slot: "k1",
      parts: [
        { name: "status", type: "text", descending: false },
        { name: "at", type: "dateTime", descending: true },
      ],
    },
  ]);
  const twice = {
    "x-indexes": [
      ["status", "-at"],
      ["-status", "at"],
    ],
  };
  expect(() => layoutOf(object(properties, twice))).toThrow(/cannot be used/);
});

test.each([
  ["of a property that is not there", { "x-indexes": [["a", "b"]] }, "/x-indexes/0", "INVALID_INDEX"],
  ["of one field", { "x-indexes": [["a"]] }, "/x-indexes/0", "INVALID_INDEX"],
  ["of texts that are too long together", { "x-indexes": [["a", "long"]] }, "/x-indexes/0", "INVALID_INDEX"],
  ["that is no list", { "x-indexes": { a: 1 } }, "/x-indexes", "TYPE"],
])("an index %s is refused with its place", (_, more, path, code) => {
  const schema = { type: "object", properties: { a: text, long: { type: "string", maxLength: 600 } }, ...more };
  let faults: unknown;
  try {
    layoutOf(checkSchema(schema));
  } catch (error) {
    faults = (error as { fields: unknown }).fields;
  }
  expect(faults).toMatchObject([{ path, code }]);
});
