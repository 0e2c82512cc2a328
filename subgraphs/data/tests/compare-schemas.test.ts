import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkSchema } from "../src/json-schema/check-schema.ts";
import { compareSchemas } from "../src/json-schema/compare-schemas.ts";
import type { SchemaObject } from "../src/json-schema/keywords.ts";
import { compileValidator } from "../src/json-schema/validator.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const text = { type: "string", maxLength: 10 };
const closed = { additionalProperties: false };

function kindsOf(before: object, after: object) {
  return compareSchemas(checkSchema(before), checkSchema(after)).map(({ path, kind }) => `${kind} ${path}`);
}

describe("a change is", () => {
  test.each<[string, object, object, string[]]>([
    ["none", object({ a: text }), object({ a: text }), []],
    [
      "compatible when a bound is wider",
      object({ a: text }),
      object({ a: { type: "string", maxLength: 11 } }),
      ["COMPATIBLE /properties/a/maxLength"],
    ],
    [
      "incompatible when a bound is narrower",
      object({ a: text }),
      object({ a: { type: "string", maxLength: 9 } }),
      ["INCOMPATIBLE /properties/a/maxLength"],
    ],
    [
      "compatible when a property is new where nothing else was allowed",
      object({ a: text }, closed),
      object({ a: text, b: text }, closed),
      ["COMPATIBLE /properties/b"],
    ],
    [
      "incompatible when a property is new where anything was allowed",
      object({ a: text }),
      object({ a: text, b: text }),
      ["INCOMPATIBLE /properties/b"],
    ],
    [
      "incompatible when a property is removed where nothing else is allowed",
      object({ a: text, b: text }, closed),
      object({ a: text }, closed),
      ["INCOMPATIBLE /properties/b"],
    ],
    [
      "compatible when less is required, and incompatible when more is",
      object({ a: text, b: text }, { required: ["a"] }),
      object({ a: text, b: text }, { required: ["b"] }),
      ["COMPATIBLE /required", "INCOMPATIBLE /required"],
    ],
    [
      "compatible when there are more values or types",
      object({ a: { type: "string", enum: ["x"] }, b: { type: "integer" } }),
      object({ a: { type: "string", enum: ["x", "y"] }, b: { type: ["number", "null"] } }),
      ["COMPATIBLE /properties/a/enum", "COMPATIBLE /properties/b/type"],
    ],
    [
      "one of indexes when only they change",
      object({ a: text }),
      object({ a: { ...text, "x-indexed": true } }),
      ["INDEX /properties/a/x-indexed"],
    ],
    [
      "compatible when what is kept for a time is another",
      object({ a: { ...text, "x-retention": "P1D" }, b: text, c: { ...text, "x-retention": "P1D" } }),
      object(
        { a: { ...text, "x-retention": "P2D" }, b: { ...text, "x-retention": "P1D" }, c: text },
        { "x-retention": "P9D" },
      ),
      ["COMPATIBLE /x-retention", ..."abc"].map((at) =>
        at.length > 1 ? at : `COMPATIBLE /properties/${at}/x-retention`,
      ),
    ],
    [
      "compatible when it is for people",
      object({ a: text }),
      object({ a: { ...text, title: "A" } }, { description: "One." }),
      ["COMPATIBLE /description", "COMPATIBLE /properties/a/title"],
    ],
    [
      "incompatible where what is referred to changes under a not",
      object({ a: { not: { $ref: "#/$defs/d" } } }, { $defs: { d: { type: "string", maxLength: 3 } } }),
      object({ a: { not: { $ref: "#/$defs/d" } } }, { $defs: { d: { type: "string", maxLength: 4 } } }),
      ["INCOMPATIBLE /properties/a/not"],
    ],
    [
      "followed through references, also of a schema to itself",
      object(
        { a: { $ref: "#/$defs/tree" } },
        { $defs: { tree: object({ child: { $ref: "#/$defs/tree" }, n: { type: "integer", maximum: 1 } }) } },
      ),
      object(
        { a: { $ref: "#/$defs/tree" } },
        { $defs: { tree: object({ child: { $ref: "#/$defs/tree" }, n: { type: "integer", maximum: 2 } }) } },
      ),
      ["COMPATIBLE /properties/a/$ref/properties/n/maximum"],
    ],
    [
      "incompatible beside what counts what was evaluated",
      { ...object({ a: text }), unevaluatedProperties: false },
      { ...object({ a: text, b: text }), unevaluatedProperties: false },
      ["INCOMPATIBLE "],
    ],
  ])("%s", (_, before, after, kinds) => {
    expect(kindsOf(before, after).sort()).toEqual([...kinds].sort());
  });
});

const names = fc.constantFrom("a", "b", "c");
const scalars = fc.constantFrom<unknown>(null, true, false, -1, 0, 1, 2, 2.5, 7, "", "a", "bb", "ccc");

const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 1 });
const some = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** Values such as the schemas below speak of, small so that they often fit. */
function anyValue(depth: number): fc.Arbitrary<unknown> {
  if (depth === 0) return scalars;
  return fc.oneof(
    { weight: 4, arbitrary: scalars },
    { weight: 1, arbitrary: fc.array(anyValue(depth - 1), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(names, anyValue(depth - 1), { maxKeys: 3 }) },
  );
}

const TYPES = [["string"], ["integer"], ["number"], ["object"], ["array"], ["integer", "null"], ["string", "array"]];

/** Schemas of every keyword that the comparison weighs against others. */
function schemaOf(depth: number): fc.Arbitrary<unknown> {
  const plain = {
    type: some(fc.constantFrom(...TYPES)),
    enum: some(fc.uniqueArray(scalars, { minLength: 1, maxLength: 5 })),
    maximum: some(fc.integer({ min: 0, max: 4 })),
    exclusiveMinimum: some(fc.integer({ min: -2, max: 2 })),
    minLength: some(fc.integer({ min: 0, max: 2 })),
    maxItems: some(fc.integer({ min: 0, max: 3 })),
    multipleOf: some(fc.constantFrom(1, 2)),
    title: some(fc.constant("T")),
  };
  if (depth === 0) return fc.oneof(fc.boolean(), fc.record(plain));
  const one = schemaOf(depth - 1);
  const branches = some(fc.array(one, { minLength: 1, maxLength: 2 }));
  const parts = { allOf: branches, anyOf: branches, oneOf: branches, prefixItems: branches };
  const inside = { not: some(one), items: some(one), contains: some(one) };
  return fc.oneof(fc.boolean(), fc.record({ ...plain, ...parts, ...inside }), objectOf(depth - 1));
}

function objectOf(depth: number): fc.Arbitrary<object> {
  const one = schemaOf(depth);
  return fc.record({
    type: fc.constant("object"),
    properties: rarely(fc.dictionary(names, one, { maxKeys: 2 })),
    patternProperties: some(fc.dictionary(fc.constantFrom("^a", "b"), one, { maxKeys: 1 })),
    additionalProperties: some(one),
    propertyNames: some(fc.constantFrom<object>({ maxLength: 1 }, { enum: ["a", "b"] })),
    required: some(fc.uniqueArray(names, { maxLength: 2 })),
    dependentRequired: some(fc.dictionary(names, fc.uniqueArray(names, { maxLength: 2 }), { maxKeys: 1 })),
    dependentSchemas: some(fc.dictionary(names, one, { maxKeys: 1 })),
    unevaluatedProperties: some(fc.constant(false)),
    minProperties: some(fc.integer({ min: 0, max: 2 })),
  });
}

function withoutUndefined(one: object): SchemaObject {
  return JSON.parse(JSON.stringify(one)) as SchemaObject;
}

/** Another schema that has most of the first, so that changes are often small. */
function mixed(before: unknown, other: unknown, pick: () => boolean): unknown {
  if (
    typeof before !== "object" ||
    typeof other !== "object" ||
    before === null ||
    other === null ||
    Array.isArray(before)
  )
    return pick() ? before : other;
  const result: { [name: string]: unknown } = {};
  const [one, two] = [before as { [name: string]: unknown }, other as { [name: string]: unknown }];
  for (const name of new Set([...Object.keys(one), ...Object.keys(two)])) {
    const value = name in one && name in two ? mixed(one[name], two[name], pick) : pick() ? one[name] : two[name];
    if (value !== undefined) result[name] = value;
  }
  return result;
}

test("what is right by a schema is right by every one that is called compatible with it", () => {
  let judged = 0;
  const schemas = objectOf(2).map(withoutUndefined);
  const records = fc.array(fc.dictionary(names, anyValue(2), { maxKeys: 3 }), { minLength: 20, maxLength: 30 });
  const dice = fc.infiniteStream(fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(schemas, schemas, dice, records, (before, other, rolled, tried) => {
      const after = mixed(before, other, () => (rolled.next().value ?? 0) > 0) as SchemaObject;
      if (compareSchemas(before, after).some(({ kind }) => kind === "INCOMPATIBLE")) return;
      const [old, now] = [compiled(before), compiled(after)];
      if (!old || !now) return;
      for (const record of tried) {
        if (old.firstFault(record)) continue;
        judged++;
        expect(now.firstFault(record)).toBeUndefined();
      }
    }),
    { numRuns: 1_000 },
  );
  expect(judged).toBeGreaterThan(300);
});

/** Undefined where ajv's strict mode refuses it. */
function compiled(schema: SchemaObject) {
  try {
    return compileValidator(schema);
  } catch {
    return undefined;
  }
}
