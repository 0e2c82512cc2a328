import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { checkSchema } from "../src/json-schema/check-schema.ts";
import { typesOfCollections } from "../src/json-schema/typescript-file.ts";
import { compileValidator } from "../src/json-schema/validator.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-types-"));
afterAll(() => rmSync(folder, { recursive: true }));
const TSC = path.resolve(import.meta.dirname, "../../../node_modules/.bin/tsc");

/** Compiles the declarations with a program that uses them; answers what the compiler says. */
function compile(declarations: string, program = ""): string {
  writeFileSync(path.join(folder, "collections.d.ts"), declarations);
  writeFileSync(
    path.join(folder, "program.ts"),
    `import type * as types from "./collections.d.ts";\n${program}\nexport {};`,
  );
  const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--types", "", "--target", "es2022"];
  const flags = [...options, "--module", "nodenext", "--allowImportingTsExtensions"];
  return spawnSync(TSC, [...flags, "program.ts", "collections.d.ts"], { cwd: folder, encoding: "utf8" }).stdout;
}

const SCHEMA = {
  type: "object",
  title: "People",
  required: ["name", "at"],
  additionalProperties: false,
  properties: {
    name: { type: "string", maxLength: 10, description: "What they are called." },
    age: { type: ["integer", "null"], deprecated: true },
    state: { enum: ["new", "old", null, 3] },
    kind: { const: "person" },
    at: { type: "array", prefixItems: [{ type: "number" }, { type: "number" }], minItems: 2, items: false },
    tags: { type: "array", items: { type: ["string", "null"] } },
    "first-line": { type: "string" },
    address: { $ref: "#/$defs/address" },
    either: { anyOf: [{ type: "string" }, { $ref: "#/$defs/address" }] },
    both: {
      allOf: [
        { type: "object", required: ["a"], properties: { a: { type: "number" } } },
        { type: "object", properties: { b: { type: "string" } } },
      ],
    },
    counts: { type: "object", additionalProperties: { type: "integer" } },
  },
  $defs: {
    address: {
      type: "object",
      additionalProperties: false,
      properties: { city: { type: "string" }, next: { $ref: "#/$defs/address" } },
    },
  },
};

/** Each is right or wrong by the schema, and must be so for the compiler. */
const RECORDS: [string, object, boolean][] = [
  [
    "all there is",
    {
      name: "a",
      age: null,
      state: 3,
      kind: "person",
      at: [1, 2],
      tags: ["a", null],
      "first-line": "x",
      address: { city: "b", next: { next: {} } },
      either: { city: "c" },
      both: { a: 1, b: "x", c: 1 },
      counts: { x: 1 },
    },
    true,
  ],
  ["the least", { name: "a", at: [1, 2] }, true],
  ["one missing", { name: "a" }, false],
  ["a wrong type", { name: 1, at: [1, 2] }, false],
  ["a wrong value", { name: "a", at: [1, 2], state: "other" }, false],
  ["too short a list", { name: "a", at: [1] }, false],
  ["too long a list", { name: "a", at: [1, 2, 3] }, false],
  ["one that nobody knows", { name: "a", at: [1, 2], other: 1 }, false],
  ["a wrong one inside", { name: "a", at: [1, 2], address: { next: { city: 1 } } }, false],
  ["a part of both missing", { name: "a", at: [1, 2], both: { b: "x" } }, false],
  ["a wrong count", { name: "a", at: [1, 2], counts: { x: "1" } }, false],
];

test("the compiler takes the records that the schema takes, and refuses those that it refuses", () => {
  const declarations = typesOfCollections([{ name: "people", version: 3, schema: checkSchema(SCHEMA) }]);
  const validator = compileValidator(checkSchema(SCHEMA));
  for (const [, record, isRight] of RECORDS) expect(validator.faults(record).length === 0).toBe(isRight);
  const uses = RECORDS.map(
    ([, record, isRight], at) =>
      `${isRight ? "" : "// @ts-expect-error\n"}export const record${at}: types.Collections["people"] = ${JSON.stringify(record)};`,
  );
  expect(compile(declarations, uses.join("\n"))).toBe("");
  expect(declarations).toContain("export interface People {");
  expect(declarations).toContain("/** What they are called. */");
  expect(declarations).toContain("by version 3 of its schema.");
}, 60_000);

const NASTY = fc.oneof(
  fc.constantFrom(
    "*/ export const x = 1; /*",
    "*/",
    "\u2028*/",
    '"; export const y = 1; "',
    "constructor",
    "class",
    "a b",
    "",
    "\\",
    "\u202e",
  ),
  fc.string({ unit: "binary", maxLength: 12 }).filter((text) => text.isWellFormed() && !text.includes("\0")),
);

test("no name, title or value breaks out of its place", () => {
  const property = fc.record({
    title: NASTY,
    description: NASTY,
    enum: fc.array(NASTY, { minLength: 1, maxLength: 3 }),
  });
  const properties = fc.dictionary(
    NASTY.filter((name) => name !== "__proto__"),
    property,
    { maxKeys: 4 },
  );
  const schemas = fc.sample(
    fc.record({ type: fc.constant("object"), title: NASTY, properties, $defs: fc.constant({}) }),
    150,
  );
  const collections = schemas.map((schema, at) => ({
    name: ["collections", "a_b", "a__b", "array", "string"][at] ?? `c${at}`,
    version: 1,
    schema: {
      ...schema,
      properties: { ...schema.properties, again: { $ref: "#/properties/again%20x" }, "again x": { type: "string" } },
    },
  }));
  const declarations = typesOfCollections(collections);
  expect(compile(declarations)).toBe("");
  expect(declarations.match(/^export /gm)).toHaveLength(2 * collections.length + 1);
}, 60_000);
