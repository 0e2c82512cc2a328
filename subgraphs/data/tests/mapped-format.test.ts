import fc from "fast-check";
import { expect, test } from "vitest";
import { NOTHING_SAID } from "../src/imports/formats/file-options.ts";
import type { SourceFormat, SourceRecord } from "../src/imports/formats/source-format.ts";
import { mappedFormat } from "../src/imports/profiles/mapped-format.ts";
import { sourceSchema } from "../src/imports/profiles/source-schema.ts";

const SCHEMA = {
  type: "object",
  required: ["name", "address", "source"],
  additionalProperties: false,
  properties: {
    name: { type: "string" },
    age: { type: "integer" },
    source: { type: "string" },
    address: { $ref: "#/$defs/address" },
  },
  $defs: { address: { type: "object", properties: { city: { type: "string" }, zip: { type: "string" } } } },
};

const SOURCES = [
  { field: "/name", from: "Full name", value: null },
  { field: "/address/city", from: "/place/town", value: null },
  { field: "/address/zip", from: "/place/code", value: null },
  { field: "/source", from: null, value: "ledger" },
];

/** A format whose records are data already. */
const PLAIN: SourceFormat = {
  start: { byte: 0, line: 1, state: null },
  found: NOTHING_SAID,
  read: () => {
    throw new Error("nothing is read here");
  },
  dataOf: (record) => ({ data: (record as SourceRecord & { value: Record<string, unknown> }).value, length: 1 }),
  placeOf: (field) => ({ column: null, path: field, text: null }),
};
const record = (value: unknown) => ({ line: 1, path: "/0", value }) as SourceRecord;

test("a format is told of the schema in the words of the file", () => {
  expect(sourceSchema(SCHEMA, SOURCES, "JSON")).toMatchObject({
    required: ["Full name"],
    properties: {
      "Full name": { type: "string" },
      age: { type: "integer" },
      place: { type: "object", properties: { town: { type: "string" }, code: { type: "string" } } },
    },
  });
  // A slash in the header of CSV is a slash.
  const [, city] = SOURCES;
  expect(sourceSchema(SCHEMA, city ? [city] : [], "CSV").properties).toHaveProperty(["/place/town"]);
});

test("values go to their fields, constants are added, and places lead back into the file", () => {
  const format = mappedFormat(PLAIN, { sources: SOURCES, others: "KEEP" }, SCHEMA, "JSON");
  const draft = format.dataOf(
    record({ "Full name": "Ada", age: 3, place: { town: "London", code: "N1", extra: 1 }, x: 2 }),
  );
  expect(draft).toEqual({
    data: { name: "Ada", age: 3, source: "ledger", address: { city: "London", zip: "N1" }, place: { extra: 1 }, x: 2 },
    length: 1,
  });
  expect(format.placeOf("/address/city", record({}))).toMatchObject({ path: "/place/town" });
  expect(format.placeOf("/source", record({}))).toEqual({ column: null, path: null, text: null });
  expect(format.placeOf("/age", record({}))).toMatchObject({ path: "/age" });
});

test("what no entry names and the schema does not declare is left out when it is to be ignored", () => {
  const format = mappedFormat(PLAIN, { sources: SOURCES, others: "IGNORE" }, SCHEMA, "JSON");
  const draft = format.dataOf(record({ age: 3, place: { town: "London", extra: 1 }, x: 2 }));
  expect(draft.data).toEqual({ age: 3, source: "ledger", address: { city: "London" } });
});

test("`__proto__` of a file stays a name like any other, which the collection refuses", () => {
  const value = JSON.parse('{"__proto__":{"name":"Eve"},"place":{"__proto__":{"town":"Rome"},"code":"N1"}}');
  const { data } = mappedFormat(PLAIN, { sources: SOURCES, others: "KEEP" }, SCHEMA, "JSON").dataOf(record(value));
  expect(JSON.parse(JSON.stringify(data))).toEqual(
    JSON.parse(
      '{"__proto__":{"name":"Eve"},"place":{"__proto__":{"town":"Rome"}},"address":{"zip":"N1"},"source":"ledger"}',
    ),
  );
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});

test("two records never share a constant, and no value is lost or doubled", () => {
  const sources = [
    { field: "/b", from: "a", value: null },
    { field: "/c", from: null, value: { list: [1] } },
  ];
  const schema = { properties: { b: {}, c: {} } };
  const format = mappedFormat(PLAIN, { sources, others: "KEEP" }, schema, "NDJSON");
  fc.assert(
    fc.property(fc.record({ a: fc.jsonValue(), d: fc.jsonValue() }), (value) => {
      const [one, two] = [format.dataOf(record(value)), format.dataOf(record(value))];
      expect(one.data).toEqual({ b: value.a, c: { list: [1] }, d: value.d });
      expect(one.data?.c).not.toBe(two.data?.c);
    }),
  );
});
