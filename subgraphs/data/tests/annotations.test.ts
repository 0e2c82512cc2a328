import { AppError } from "@bulkhead/kernel/error.ts";
import { expect, test } from "vitest";
import { toCollection } from "../src/collections/collection-node.ts";
import { checkSchema } from "../src/json-schema/check-schema.ts";

const PERSONAL = { kind: "CONTACT", purpose: "to send the invoice" };
const record = (mail: object) => ({
  type: "object",
  required: ["mail"],
  properties: { mail: { type: "string", ...mail } },
});

test("a property says what it tells of a person, wherever it is, and fields list what the record itself has", () => {
  const schema = checkSchema({
    ...record({ maxLength: 99, "x-unique": true, "x-personal": PERSONAL }),
    properties: {
      mail: { type: "string", maxLength: 99, "x-unique": true, "x-personal": PERSONAL },
      home: {
        type: ["object", "null"],
        properties: { street: { type: "string", "x-personal": { ...PERSONAL, kind: "LOCATION" } } },
      },
    },
  });
  const { fields } = toCollection({
    id: "01a20342-b32f-7000-a215-000000000001",
    name: "c",
    schema,
    version: 1,
    fields: [],
    created_at: "",
  });
  const plain = { required: false, indexed: false, unique: false, searchable: false, personal: null, retention: null };
  expect(fields).toEqual([
    { ...plain, name: "mail", types: ["string"], required: true, indexed: true, unique: true, personal: PERSONAL },
    { ...plain, name: "home", types: ["object", "null"] },
  ]);
});

test.each<[string, unknown, string]>([
  ["x-personal", { ...PERSONAL, kind: "SHOE_SIZE" }, "INVALID_ANNOTATION"],
  ["x-personal", { kind: "NAME" }, "INVALID_ANNOTATION"],
  ["x-personal", { ...PERSONAL, purpose: " " }, "INVALID_ANNOTATION"],
  ["x-personal", { ...PERSONAL, more: 1 }, "INVALID_ANNOTATION"],
  ["x-personal", true, "TYPE"],
  ["x-retention", "P0D", "INVALID_ANNOTATION"],
  ["x-retention", "P36501D", "INVALID_ANNOTATION"],
  ["x-retention", "P3M", "INVALID_ANNOTATION"],
  ["x-retention", "PT24H", "INVALID_ANNOTATION"],
  ["x-retention", 90, "TYPE"],
  // It is required.
  ["x-retention", "P36500D", "INVALID_ANNOTATION"],
  ["x-encrypted", true, "UNSUPPORTED_ANNOTATION"],
  ["x-masked", true, "UNSUPPORTED_ANNOTATION"],
])("%s of %j is refused", (keyword, value, code) => {
  const check = () => checkSchema(record({ [keyword]: value }));
  expect(check).toThrow(AppError);
  try {
    check();
  } catch (error) {
    expect((error as AppError).fields).toMatchObject([{ path: `/properties/mail/${keyword}`, code }]);
  }
});

test.each<[string, object, string | undefined]>([
  ["the record", { "x-retention": "P1D" }, undefined],
  [
    "a property that some records must have",
    { anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    "/properties/a/x-retention",
  ],
  ["one that another asks for", { dependentRequired: { b: ["a"] } }, "/properties/a/x-retention"],
  [
    "one that a schema referred to asks for",
    { $ref: "#/$defs/r", $defs: { r: { required: ["a"] } } },
    "/properties/a/x-retention",
  ],
  [
    "what is inside a property",
    { additionalProperties: { "x-retention": "P1D" } },
    "/additionalProperties/x-retention",
  ],
])("a time for %s: the fault is at its place, if there is one", (_, more, path) => {
  const check = () => checkSchema({ type: "object", properties: { a: { "x-retention": "P1D" }, b: {} }, ...more });
  if (path === undefined) expect(check).not.toThrow();
  else
    expect(check).toThrow(
      expect.objectContaining({ code: "INVALID_SCHEMA", fields: [expect.objectContaining({ path })] }),
    );
});
