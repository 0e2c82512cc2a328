import { AppError } from "@bulkhead/kernel/error.ts";
import { describe, expect, test } from "vitest";
import { checkSchema } from "../src/json-schema/check-schema.ts";
import { epochMs } from "../src/json-schema/formats.ts";
import { compileValidator } from "../src/json-schema/validator.ts";
import { layoutOf } from "../src/records/layout.ts";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });

function faultsOf(run: () => unknown): { path: string; code: string; message: string }[] {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("INVALID_SCHEMA");
    return (error as AppError).fields ?? [];
  }
  throw new Error("the schema was accepted");
}

/** Definitions that each refer twice to the next: a line more doubles the work. */
function doubling(levels: number): object {
  const next = (at: number) => ({ $ref: `#/$defs/d${at + 1}` });
  const $defs = Object.fromEntries(
    Array.from({ length: levels }, (_, at) => [`d${at}`, { anyOf: [next(at), next(at)] }]),
  );
  return {
    type: "object",
    properties: { x: { $ref: "#/$defs/d0" } },
    $defs: { ...$defs, [`d${levels}`]: { type: "string" } },
  };
}

describe("a schema is refused, with the place and what to do,", () => {
  test.each<[string, unknown, string, string]>([
    ["that is no object", 7, "", "TYPE"],
    ["whose records are no objects", { type: "string" }, "/type", "TYPE"],
    ["with an unknown keyword", { type: "object", foo: 1 }, "/foo", "UNKNOWN_KEYWORD"],
    [
      "with an unknown keyword deep inside",
      object({ a: { items: { bar: 1 } } }),
      "/properties/a/items/bar",
      "UNKNOWN_KEYWORD",
    ],
    ["with $id", { $id: "https://x.example/", type: "object" }, "/$id", "UNSUPPORTED_KEYWORD"],
    ["with $anchor", object({ a: { $anchor: "x" } }), "/properties/a/$anchor", "UNSUPPORTED_KEYWORD"],
    ["with $dynamicRef", object({ a: { $dynamicRef: "#x" } }), "/properties/a/$dynamicRef", "UNSUPPORTED_KEYWORD"],
    [
      "of another dialect",
      { $schema: "http://json-schema.org/draft-07/schema#", type: "object" },
      "/$schema",
      "UNSUPPORTED_DIALECT",
    ],
    ["with a remote $ref", object({ a: { $ref: "https://evil.example/s.json" } }), "/properties/a/$ref", "REF"],
    ["with a $ref to a file", object({ a: { $ref: "file:///etc/passwd" } }), "/properties/a/$ref", "REF"],
    ["with a $ref to nothing", object({ a: { $ref: "#/$defs/none" } }), "/properties/a/$ref", "REF"],
    ["with a $ref to what is no schema", object({ a: { $ref: "#/properties" } }), "/properties/a/$ref", "REF"],
    [
      "with an unknown format",
      object({ a: { type: "string", format: "regex" } }),
      "/properties/a/format",
      "UNKNOWN_FORMAT",
    ],
    ["with a lookahead", object({ a: { type: "string", pattern: "(?=a)b" } }), "/properties/a/pattern", "PATTERN"],
    ["with a backreference", object({ a: { type: "string", pattern: "(a)\\1" } }), "/properties/a/pattern", "PATTERN"],
    [
      "with a broken pattern of a name",
      object({}, { patternProperties: { "[": {} } }),
      "/patternProperties/[",
      "PATTERN",
    ],
    [
      "with a huge pattern",
      object({ a: { type: "string", pattern: "a{1000}".repeat(25) } }),
      "/properties/a/pattern",
      "PATTERN",
    ],
    [
      "with unbounded uniqueItems",
      object({ a: { type: "array", uniqueItems: true } }),
      "/properties/a/uniqueItems",
      "UNBOUNDED",
    ],
    [
      "with a property __proto__",
      JSON.parse('{"type":"object","properties":{"__proto__":{}}}'),
      "/properties/__proto__",
      "FORBIDDEN_NAME",
    ],
    ["with NUL in a name", object({ "a\0": {} }), "/properties/a\0", "INVALID_TEXT"],
    ["with draft-04 items", object({ a: { type: "array", items: [{}] } }), "/properties/a/items", "TYPE"],
    ["with a wrong required", { type: "object", required: "a" }, "/required", "TYPE"],
    ["that doubles its work forty times", doubling(40), "", "TOO_COSTLY"],
    ["that refers to itself in place", { type: "object", $ref: "#" }, "", "TOO_COSTLY"],
    ["that branches into itself", object({ a: { anyOf: [{ $ref: "#" }, { $ref: "#" }] } }), "", "TOO_COSTLY"],
    ["with minimum for a text", object({ a: { type: "string", minimum: 1 } }), "", "STRICT"],
    [
      "with more branches than compile in reasonable time",
      object({ a: { oneOf: Array.from({ length: 201 }, (_, at) => ({ const: at })) } }),
      "",
      "TOO_LARGE",
    ],
    ["with too many bytes", object({}, { description: "x".repeat(70_000) }), "", "TOO_LARGE"],
    [
      "with too many properties",
      object(Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`p${at}`, {}]))),
      "",
      "TOO_LARGE",
    ],
    [
      "with x-indexed that is no boolean",
      object({ a: { type: "number", "x-indexed": 1 } }),
      "/properties/a/x-indexed",
      "TYPE",
    ],
    [
      "with x-indexed inside a property",
      object({ a: object({ b: { type: "number", "x-indexed": true } }) }),
      "/properties/a/properties/b/x-indexed",
      "NOT_INDEXABLE",
    ],
  ])("%s", (_, schema, path, code) => {
    const faults = faultsOf(() => checkSchema(schema));
    expect(faults[0]).toMatchObject({ path, code });
    expect(faults[0]?.message).toMatch(/^[A-Z].*\.$/);
  });

  test("that nests deeper than twenty levels", () => {
    let schema: object = {};
    for (let depth = 0; depth < 30; depth++) schema = { not: schema };
    expect(faultsOf(() => checkSchema({ type: "object", ...schema }))[0]?.code).toBe("TOO_DEEP");
  });

  test.each<[string, object, string]>([
    ["a text without bound", { type: "string" }, "UNBOUNDED"],
    ["a text with too wide a bound", { type: "string", maxLength: 513 }, "UNBOUNDED"],
    ["a text whose format has no bound", { type: "string", format: "uri" }, "UNBOUNDED"],
    ["an object", { type: "object" }, "NOT_INDEXABLE"],
    ["two types", { type: ["string", "number"], maxLength: 5 }, "NOT_INDEXABLE"],
    ["no type", { maxLength: 5 }, "NOT_INDEXABLE"],
  ])("that indexes %s", (_, property, code) => {
    const schema = object({ a: { ...property, "x-indexed": true } });
    expect(faultsOf(() => layoutOf(schema))[0]).toMatchObject({ code });
  });

  test("that indexes nine texts", () => {
    const properties = Array.from({ length: 9 }, (_, at) => [
      `p${at}`,
      { type: "string", maxLength: 9, "x-indexed": true },
    ]);
    expect(faultsOf(() => layoutOf(object(Object.fromEntries(properties))))).toMatchObject([
      { path: "/properties/p8/x-indexed", code: "TOO_MANY" },
    ]);
  });
});

test("a schema may name its dialect", () => {
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  const schema = checkSchema({ $schema, ...object({ a: { type: "integer" } }) });
  expect(compileValidator(schema).faults({ a: "x" })).toMatchObject([{ path: "/a", code: "TYPE" }]);
});

test("fields get their slots in the order of the schema, texts and the rest apart", () => {
  const schema = object({
    z: { type: "integer", "x-indexed": true },
    a: { type: "string", format: "date", "x-indexed": true },
    m: { type: ["string", "null"], enum: ["x", null], "x-indexed": true },
    d: { type: "string", format: "date-time", "x-indexed": true },
    u: { type: "string", "x-indexed": false },
  });
  expect(layoutOf(checkSchema(schema)).fields).toEqual([
    { name: "z", type: "integer", slot: "n1" },
    { name: "a", type: "text", slot: "t1" },
    { name: "m", type: "text", slot: "t2" },
    { name: "d", type: "dateTime", slot: "n2" },
  ]);
});

describe("a record is judged", () => {
  const faults = (schema: object, record: unknown) => compileValidator(checkSchema(schema)).faults(record);

  test("with all faults at once, each with its JSON pointer, none with a value", () => {
    const schema = object(
      { name: { type: "string", maxLength: 3 }, "a/b~c": object({ n: { type: "integer" } }, { required: ["z"] }) },
      { required: ["id"], additionalProperties: false },
    );
    const found = faults(
      { ...schema, properties: { ...schema.properties, id: {} } },
      { name: "SECRET", "a/b~c": { n: 1.5 }, more: 1 },
    );
    expect(found.map(({ path, code }) => [path, code])).toEqual(
      [
        ["/id", "REQUIRED"],
        ["/more", "ADDITIONAL_PROPERTIES"],
        ["/name", "MAX_LENGTH"],
        ["/a~1b~0c/n", "TYPE"],
        ["/a~1b~0c/z", "REQUIRED"],
      ].sort((a, b) => order(found, a) - order(found, b)),
    );
    expect(JSON.stringify(found)).not.toContain("SECRET");
  });

  function order(found: { path: string }[], [path]: string[]): number {
    return found.findIndex((one) => one.path === path);
  }

  test("with at most twenty faults", () => {
    const record = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`x${at}`, 1]));
    expect(faults(object({}, { additionalProperties: false }), record)).toHaveLength(20);
  });

  test("by own properties only: one called constructor is not there by birth", () => {
    const schema = object({ constructor: { type: "string" } }, { required: ["constructor"] });
    expect(faults(schema, {})).toMatchObject([{ path: "/constructor", code: "REQUIRED" }]);
    expect(faults(schema, { constructor: "x" })).toEqual([]);
  });

  test.each([
    ['"];process.exit(9)//'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the attack
    ["${process.exit(9)}"],
    ["'+process.exit(9)+'"],
    ["\u2028*/process.exit(9)"],
    ["a\\"],
    ["`"],
  ])("when a property is called %j, which stays a name", (name) => {
    const schema = object(
      { [name]: { type: "integer", enum: [1, 2] } },
      { required: [name], dependentRequired: { [name]: [name] } },
    );
    expect(faults(schema, { [name]: 1 })).toEqual([]);
    expect(faults(schema, { [name]: "x" })[0]?.code).toBe("TYPE");
    expect(faults(schema, {})[0]?.code).toBe("REQUIRED");
  });

  test("and __proto__ is refused at any depth without touching Object.prototype", () => {
    const record = JSON.parse('{"a":[{"__proto__":{"polluted":true}}]}');
    expect(faults(object({}), record)).toMatchObject([{ path: "/a/0/__proto__", code: "FORBIDDEN_NAME" }]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ["NUL", { a: "x\0" }, "INVALID_TEXT"],
    ["half a surrogate pair", { a: "\ud83d" }, "INVALID_TEXT"],
    ["half a pair in a name", { "\udc00": 1 }, "INVALID_TEXT"],
    ["infinity", { a: Number.POSITIVE_INFINITY }, "NOT_FINITE"],
    ["no object", [], "TYPE"],
    ["null", null, "TYPE"],
    ["an integer that lost digits", { n: 2 ** 53 }, "MAXIMUM"],
    ["a negative one", { n: -(2 ** 53) }, "MINIMUM"],
  ])("and refused with %s", (_, record, code) => {
    expect(faults(object({ n: { type: "integer" } }), record)[0]?.code).toBe(code);
  });

  test("and refused beyond 32 levels, however deep it is", () => {
    let record: object = {};
    for (let depth = 0; depth < 100_000; depth++) record = { a: record };
    expect(faults(object({}), record)).toMatchObject([{ code: "TOO_DEEP" }]);
  });

  test("in linear time by a pattern that would backtrack for ever", () => {
    const schema = object({ a: { type: "string", pattern: "^(a+)+$" } });
    const begun = performance.now();
    expect(faults(schema, { a: `${"a".repeat(50_000)}!` })).toMatchObject([{ path: "/a", code: "PATTERN" }]);
    expect(performance.now() - begun).toBeLessThan(2_000);
  });

  test("in bounded time by patterns over too much text", () => {
    const schema = object({ a: { type: "array", items: { type: "string", pattern: "(x{100}){5}y" } } });
    expect(faults(schema, { a: Array.from({ length: 100 }, () => "x".repeat(5_000)) })).toMatchObject([
      { code: "TOO_COSTLY" },
    ]);
  });

  test("in bounded time when many values meet many alternatives", () => {
    const anyOf = Array.from({ length: 200 }, (_, at) => ({ enum: [at, at + 0.25, at + 0.5, at + 0.75] }));
    const schema = object({ a: { type: "array", items: { anyOf } } });
    expect(faults(schema, { a: Array.from({ length: 100_000 }, () => -1) })).toMatchObject([{ code: "TOO_COSTLY" }]);
  });

  test("by a schema that refers to itself along the data", () => {
    const tree = object({ v: { type: "integer" }, children: { type: "array", items: { $ref: "#" } } });
    expect(faults(tree, { v: 1, children: [{ v: 2, children: [{ v: 3 }] }] })).toEqual([]);
    expect(faults(tree, { children: [{ children: [{ v: "x" }] }] })).toMatchObject([
      { path: "/children/0/children/0/v" },
    ]);
  });

  test("0.07 is a multiple of 0.01", () => {
    expect(faults(object({ p: { type: "number", multipleOf: 0.01 } }), { p: 0.07 })).toEqual([]);
  });
});

test.each<[string, number | undefined]>([
  ["1970-01-01T00:00:00Z", 0],
  ["1970-01-01T01:00:00+01:00", 0],
  ["1969-12-31 19:00:00-05:00", 0],
  ["2026-11-22T11:51:35.123Z", Date.UTC(2026, 10, 22, 11, 51, 35, 123)],
  ["2026-11-22t11:51:35.5z", Date.UTC(2026, 10, 22, 11, 51, 35, 500)],
  ["2016-12-31T23:59:60Z", Date.UTC(2017, 0, 1)],
  ["0001-01-01T00:00:00Z", -62135596800000],
  ["2026-02-30T00:00:00Z", undefined],
  ["2026-11-22", undefined],
])("the instant %s is %s ms", (text, expected) => {
  expect(epochMs(text)).toBe(expected);
});
