import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ROW_CODES } from "../src/imports/codes.ts";
import { NOTHING_SAID } from "../src/imports/formats/file-options.ts";
import type { JsonRecord } from "../src/imports/formats/json/json-record.ts";
import { parseJson } from "../src/imports/formats/json/parse-json.ts";
import { openFormat } from "../src/imports/formats/open-format.ts";
import type { Position } from "../src/imports/formats/source-format.ts";
import { readBlocks } from "../src/imports/read-blocks.ts";
import { createRowReader } from "../src/imports/read-row.ts";
import { compileValidator } from "../src/json-schema/validator.ts";
import { textOf } from "./source-fixture.ts";

const SCHEMA = { type: "object", required: ["name"], properties: { name: { type: "string", maxLength: 5 }, n: {} } };

async function open(content: string | Buffer, size = 1 << 20) {
  const source = await textOf(content, size);
  const options = { ...NOTHING_SAID, format: "NDJSON" as const };
  return { source, format: await openFormat({ source, options, schema: SCHEMA }) };
}

async function readAll(content: string | Buffer, size = 7, max = 3, from?: Position) {
  const file = await open(content, size);
  const records: JsonRecord[] = [];
  const places: { position: Position; after: number }[] = [];
  for await (const block of readBlocks(file, from ?? file.source.start, max)) {
    records.push(...(block.records as JsonRecord[]));
    places.push({ position: block.next, after: records.length });
  }
  return { records, places };
}

async function rowsOf(content: string) {
  const file = await open(content);
  const readRow = createRowReader(file.format, compileValidator(SCHEMA));
  const { records } = await readAll(content, 1 << 20, 1_000);
  return records.map((record) => ({ line: record.line, ...readRow(record) }));
}

describe("lines", () => {
  test("end with LF, CRLF or CR, blank ones are skipped, and each has its number", async () => {
    const content = '\ufeff{"a":1}\n\r\n  \n{"a":2}\r\n{"a":3}\r{"a":4}';
    for (let size = 1; size < 12; size++)
      expect((await readAll(content, size)).records.map(({ line, text }) => [line, text])).toEqual([
        [1, '{"a":1}'],
        [4, '{"a":2}'],
        [5, '{"a":3}'],
        [6, '{"a":4}'],
      ]);
  });

  test("that are blank can be left in their middle, however many they are", async () => {
    const content = `{}\n${" \r\n".repeat(50)}{"a":1}\n`;
    const { records, places } = await readAll(content, 7);
    const between = places.filter(({ after }, at) => after === places[at - 1]?.after);
    expect(between.length).toBeGreaterThan(5);
    for (const { position, after } of between)
      expect((await readAll(content, 7, 3, position)).records).toEqual(records.slice(after));
  });

  test("are read on from every place between two blocks, wherever bytes are cut", async () => {
    const line = fc.record({
      text: fc.constantFrom("{}", '{"é":"𝄞"}', "", " ", '{"a":"long enough to be cut"}'),
      end: fc.constantFrom("\n", "\r\n", "\r"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.nat({ max: 19 }), fc.nat({ max: 3 }), async (lines, size, max) => {
        const content = `{}\n${lines.map(({ text, end }) => text + end).join("")}`;
        const { records, places } = await readAll(content, size + 1, max + 1);
        expect(records.map(({ text }) => text)).toEqual([
          "{}",
          ...lines.map(({ text }) => text).filter((one) => one.trim()),
        ]);
        for (const { position, after } of places)
          expect((await readAll(content, size + 1, max + 1, position)).records).toEqual(records.slice(after));
      }),
      { numRuns: 200 },
    );
  });

  test("of more than a mebibyte are passed over and reported, the others read", async () => {
    const content = `{"name":"a"}\n{"name":"${"x".repeat(3 << 20)}"}\r\n{"name":"b"}\n`;
    for (const size of [1 << 20, 100_000]) {
      const { records, places } = await readAll(content, size);
      expect(records.map(({ line, fault }) => [line, fault?.code])).toEqual([
        [1, undefined],
        [2, "ROW_TOO_LARGE"],
        [3, undefined],
      ]);
      expect(places.at(-1)?.position.byte).toBe(content.length);
    }
  });

  test("of an empty file are none", async () => {
    expect((await readAll("")).records).toEqual([]);
  });
});

describe("a line", () => {
  test("is a record with the values it has", async () => {
    const [row] = await rowsOf('{"name":"Ada","n":{"list":[1,2.5e3,null,true,"\\u00e9\\ud834\\udd1e"]}}');
    expect(row?.data).toEqual({ name: "Ada", n: { list: [1, 2500, null, true, "é𝄞"] } });
  });

  test.each<[string, string, string, string | null, string | null]>([
    ["a name twice", '{"name":"a","n":1,"n":2}', "VALUE_DUPLICATE", "/n", null],
    [
      "a name twice, once escaped",
      '{"name":"a","n":{"x":1,"y":[{"b":1,"\\u0062":2}]}}',
      "VALUE_DUPLICATE",
      "/n/y/0/b",
      null,
    ],
    ["__proto__", '{"name":"a","n":{"__proto__":{"x":1}}}', "VALUE_JSON", "/n/__proto__", null],
    ["__proto__ twice", '{"name":"a","__proto__":1,"__proto__":2}', "VALUE_DUPLICATE", "/__proto__", null],
    ["a number beyond doubles", '{"name":"a","n":[1e999]}', "VALUE_NUMBER", "/n/0", null],
    ["a number too small", '{"name":"a","n":-1e-999}', "VALUE_NUMBER", "/n", null],
    ["an integer a double does not hold", '{"name":"a","n":9007199254740993}', "VALUE_NUMBER", "/n", null],
    ["half a surrogate pair", '{"name":"a","n":"\\ud800"}', "VALUE_JSON", "/n", "�"],
    ["half a surrogate pair in a name", '{"name":"a","n":{"\\udc00":1}}', "VALUE_JSON", "/n/�", null],
    ["NUL", '{"name":"a","n":"\\u0000"}', "VALUE_JSON", "/n", "*"],
    ["great depth", `{"name":"a","n":${"[".repeat(300_000)}${"]".repeat(300_000)}}`, "VALUE_JSON", null, null],
    ["no object", "[1]", "ROW_JSON", null, null],
    ["null", "null", "ROW_JSON", null, null],
    ["no JSON", '{"name":"secret}', "ROW_JSON", null, null],
    ["two values", '{"name":"a"} {"name":"b"}', "ROW_JSON", null, null],
    ["NaN", '{"name":"a","n":NaN}', "ROW_JSON", null, null],
    ["a wrong value", '{"name":"too long a name"}', "VALUE_LENGTH", "/name", "t*************e"],
    ["nothing that is required", '{"n":1}', "VALUE_REQUIRED", "/name", null],
  ])("with %s is refused with a code and its place", async (_what, line, code, path, value) => {
    const [, row] = await rowsOf(`{"name":"good"}\n${line}`);
    expect(row).toMatchObject({ line: 2, fault: { code, column: null, path, field: path } });
    expect(row?.fault?.message).toMatch(/^[A-Z].{10,}\.$/);
    expect(row?.fault?.message).not.toContain("secret");
    if (value !== null && value !== "�") expect(row?.fault?.value).toBe(value);
    expect(Object.keys(ROW_CODES)).toContain(code);
  });
});

describe("JSON that JSON.parse takes", () => {
  test("is taken as it is when no name comes twice and doubles hold its numbers", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        const value = JSON.parse(text) as unknown;
        expect(parseJson(text)).toEqual({ value });
        expect(parseJson(JSON.stringify(value, null, 2))).toEqual({ value });
      }),
    );
    for (const number of [
      "9007199254740992",
      "40182984287639610",
      "-40182984287639610000000",
      "1e300",
      "0.1",
      "-0",
      "0e9",
      "123456789.123456789123",
    ])
      expect(parseJson(`[${number}]`)).toEqual({ value: [Number(number)] });
  });

  test("is refused with a duplicate wherever it stands", () => {
    const nest = fc.array(fc.constantFrom("object", "array"), { maxLength: 6 });
    fc.assert(
      fc.property(nest, fc.string(), fc.json({ maxDepth: 1 }), (around, name, other) => {
        const key = JSON.stringify(name);
        let text = `{${key}:${other},"~/other":[],${key} : ${other}}`;
        let pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        if (name === "~/other") return;
        for (const one of around) {
          text = one === "array" ? `[null, ${text}]` : `{"a\\"b": ${text}}`;
          pointer = (one === "array" ? "/1" : '/a"b') + pointer;
        }
        expect(parseJson(text).fault).toMatchObject({ code: "VALUE_DUPLICATE", pointer });
      }),
    );
  });
});
