import { expect, test } from "vitest";
import { parseInternal, stringifyInternal } from "../internal-json.ts";
import { JsonText, stringifyJson } from "../json-text.ts";

const over = (value: unknown) => parseInternal(stringifyInternal(value));

test.each([
  null,
  true,
  0,
  -1.5e-7,
  "",
  'text \u2028 😀 " \\ \u0001',
  [],
  {},
  { a: [1, { b: null }], "": 0, 'key "': [[]] },
])("plain values arrive as they were: %j", (value) => {
  expect(over(value)).toEqual(value);
  expect(stringifyInternal(value)).toBe(JSON.stringify(value));
});

test("a JsonText arrives as one, with every digit", () => {
  const text = '{"big": 12345678901234567890, "one": 1.0, "small": 1e-400}';
  const arrived = over({ nodes: [{ data: new JsonText(text) }, { data: new JsonText("null") }] }) as {
    nodes: { data: JsonText }[];
  };
  expect(arrived.nodes[0]?.data).toBeInstanceOf(JsonText);
  expect(stringifyJson(arrived)).toBe(`{"nodes":[{"data":${text}},{"data":null}]}`);
});

test.each(["\0", "\0j{}", "\0s", "\0jnot json", "\0\0j1", "a\0j{}"])(
  "a text of a client that looks like a mark stays a text: %j",
  (text) => {
    expect(over(text)).toBe(text);
    expect(over({ [text]: [text] })).toEqual({ [text]: [text] });
  },
);

test("a number beyond doubles arrives as one, and not as the null that is a value of its own", () => {
  expect(over({ a: Number.POSITIVE_INFINITY, b: [Number.NEGATIVE_INFINITY] })).toEqual({
    a: Number.POSITIVE_INFINITY,
    b: [Number.NEGATIVE_INFINITY],
  });
});

test("what has no value is left out of objects and null in lists", () => {
  expect(over({ a: undefined, b: [undefined, () => 1], c: Number.NaN })).toEqual({ b: [null, null], c: null });
});

test("whoever writes itself is written so", () => {
  expect(over({ at: new Date(0), deep: { toJSON: () => [new JsonText("1.0")] } })).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    deep: [new JsonText("1.0")],
  });
});

test("a member named __proto__ is data like any other", () => {
  const value = JSON.parse('{"__proto__": {"x": "\\u0000j1"}, "y": "\\u0000"}') as object;
  const arrived = over(value) as object;
  expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
  expect(JSON.stringify(arrived)).toBe(JSON.stringify(value));
});
