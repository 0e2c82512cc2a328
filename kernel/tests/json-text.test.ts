import { JsonText, stringifyJson } from "@bulkhead/kernel/json-text.ts";
import { expect, test } from "vitest";

const VALUES: [string, unknown][] = [
  ["scalars", [1, -0.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, true, false, null]],
  ["texts that need escapes", ['"', "\\", "\n\u0000\u001f", "\u2028", "\ud800", "äß漢😀", ""]],
  ["names that need escapes", { 'a"b': 1, "\n": 2, "": 3, __proto: 4 }],
  ["what is absent", { a: undefined, b: null, c: [undefined, null] }],
  ["nesting", { a: [{ b: [[], {}, [{}]] }], c: { d: { e: "f" } } }],
  ["an object without a prototype", Object.assign(Object.create(null), { a: 1 })],
  ["what writes itself", { at: new Date(0), list: [new Date(1)] }],
];

test.each(VALUES)("%s are written as JSON.stringify writes them", (_, value) => {
  expect(stringifyJson(value)).toBe(JSON.stringify(value));
});

test("a JsonText goes in as it is, wherever it stands", () => {
  const text = new JsonText('{"a": 1.0,  "b": [12345678901234567890]}');
  expect(stringifyJson({ one: text, many: [text] })).toBe(`{"one":${text.text},"many":[${text.text}]}`);
  expect(stringifyJson(text)).toBe(text.text);
});

test("whoever does not know a JsonText finds its value", () => {
  const value = { a: 1, b: [true, null, "ä"] };
  expect(JSON.stringify({ data: new JsonText(JSON.stringify(value)) })).toBe(JSON.stringify({ data: value }));
});
