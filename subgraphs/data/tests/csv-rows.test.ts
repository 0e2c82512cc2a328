import { describe, expect, test } from "vitest";
import { ROW_CODES } from "../src/imports/codes.ts";
import { openCsv } from "../src/imports/formats/csv/csv-format.ts";
import { NOTHING_SAID } from "../src/imports/formats/file-options.ts";
import type { CsvRecord } from "../src/imports/formats/source-format.ts";
import { maskValue } from "../src/imports/mask-value.ts";
import { createRowReader } from "../src/imports/read-row.ts";
import { compileValidator } from "../src/json-schema/validator.ts";
import { textOf } from "./source-fixture.ts";

const SCHEMA = {
  type: "object",
  required: ["name", "nick"],
  additionalProperties: false,
  $defs: { count: { type: "integer", minimum: 0, maximum: 100 }, alias: { $ref: "#/$defs/count" } },
  properties: {
    name: { type: "string", minLength: 2, maxLength: 10, pattern: "^[A-Z]" },
    nick: { type: ["string", "null"] },
    count: { $ref: "#/$defs/alias" },
    ratio: { type: "number", multipleOf: 0.5 },
    big: { type: "integer" },
    active: { type: "boolean" },
    color: { enum: ["red", "blue"] },
    day: { type: "string", format: "date" },
    tags: { type: "array", items: { type: "string" } },
    anything: {},
    "a/b~c": { type: "integer" },
  },
};

async function header(text: string) {
  return openCsv({ source: await textOf(text), options: NOTHING_SAID, schema: SCHEMA });
}

async function read(names: string, ...fields: (string | null)[]) {
  const record: CsvRecord = { line: 2, path: null, fields };
  return createRowReader(await header(`${names}\n`), compileValidator(SCHEMA))(record);
}

describe("the header", () => {
  test("names the columns in any order and says where the rows begin", async () => {
    const found = await header('\ufeffnick,"name",count\r\n1,2,3\r\n');
    const record: CsvRecord = { line: 2, path: null, fields: ["1", "2", "3"] };
    expect(found.dataOf(record).data).toEqual({ nick: "1", name: "2", count: 3 });
    expect(found.start).toEqual({ byte: 22, line: 2, state: null });
  });

  test.each([
    ["nick,name,colour,", "CSV_HEADER", 'unknown "colour", ""'],
    ["nick,count", "CSV_HEADER", 'missing "name"'],
    ["nick,name,count,count", "CSV_HEADER", 'twice "count"'],
    ["nick:name:count", "CSV_HEADER", "No column"],
    ["[nick]", "CSV_HEADER", "format JSON"],
    ["Name,nick", "CSV_HEADER", 'unknown "Name"; missing "name"'],
    ["nick,name, count", "CSV_HEADER", 'unknown " count"'],
    ["constructor,nick,name", "CSV_HEADER", 'unknown "constructor"'],
    ["", "CSV_EMPTY", "empty"],
    ["\r\n\r\n", "CSV_EMPTY", "empty"],
  ])("%j is refused with %s", async (line, code, said) => {
    await expect(header(line)).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
  });

  test.each([
    ["nick;name;count", "SEMICOLON"],
    ['"nick"\t"name"', "TAB"],
    ["nick|name", "PIPE"],
    ['nick,"name"', "COMMA"],
  ])("%s tells its delimiter by the columns it makes", async (line, delimiter) => {
    expect((await header(line)).found).toEqual({ delimiter });
  });

  test("that is separated otherwise than was said is refused with the delimiter it has", async () => {
    const options = { ...NOTHING_SAID, delimiter: "COMMA" as const };
    const opened = openCsv({ source: await textOf("nick;name"), options, schema: SCHEMA });
    await expect(opened).rejects.toMatchObject({ code: "CSV_HEADER", message: expect.stringContaining("SEMICOLON") });
  });

  test("a header of a thousand wrong names is answered with a short message", async () => {
    const names = Array.from({ length: 900 }, (_, at) => `${"long name ".repeat(20)}${at}`);
    const error = await header(`name,${names.join(",")}`).catch((thrown: Error) => thrown);
    expect((error as Error).message).toContain("and 890 more");
    expect((error as Error).message.length).toBeLessThan(1_000);
  });
});

describe("a row", () => {
  test("becomes a record by the types of its columns", async () => {
    const row = await read(
      "name,nick,count,ratio,active,color,day,tags,anything,a/b~c",
      ..."Ada,Countess,7,1.5,true,red,2026-11-22".split(","),
      '["x","y"]',
      '{"k":null}',
      "-3",
    );
    expect(row.data).toEqual({
      name: "Ada",
      nick: "Countess",
      count: 7,
      ratio: 1.5,
      active: true,
      color: "red",
      day: "2026-11-22",
      tags: ["x", "y"],
      anything: { k: null },
      "a/b~c": -3,
    });
  });

  test("an empty field is absent, or null where the property is required and may be null; quotes make empty text", async () => {
    expect((await read("name,nick,count", "Ada", null, null)).data).toEqual({ name: "Ada", nick: null });
    expect((await read("name,nick", "Ada", "")).data).toEqual({ name: "Ada", nick: "" });
  });

  test.each([
    ["count", "7.0", 7],
    ["count", "1e1", 10],
    ["ratio", "-2.5E-0", -2.5],
    ["big", "9007199254740991", 9007199254740991],
    ["anything", '"007"', "007"],
    ["anything", "1", 1],
  ])("%s reads %j as %j", async (column, text, value) => {
    const row = await read(`name,nick,${column}`, "Ada", "a", text);
    expect(row.data?.[column]).toEqual(value);
  });

  test.each([
    ["count", "07", "VALUE_TYPE"],
    ["count", "+7", "VALUE_TYPE"],
    ["count", " 7", "VALUE_TYPE"],
    ["count", "7 ", "VALUE_TYPE"],
    ["count", "0x7", "VALUE_TYPE"],
    ["count", "1,000", "VALUE_TYPE"],
    ["count", "7.5", "VALUE_TYPE"],
    ["count", "", "VALUE_TYPE"],
    ["count", "101", "VALUE_RANGE"],
    ["big", "9007199254740993", "VALUE_TYPE"],
    ["ratio", "NaN", "VALUE_TYPE"],
    ["ratio", "Infinity", "VALUE_TYPE"],
    ["ratio", "1e999", "VALUE_TYPE"],
    ["ratio", ".5", "VALUE_TYPE"],
    ["ratio", "0.3", "VALUE_RANGE"],
    ["active", "TRUE", "VALUE_TYPE"],
    ["active", "1", "VALUE_TYPE"],
    ["color", "green", "VALUE_ENUM"],
    ["day", "2026-02-30", "VALUE_FORMAT"],
    ["tags", "x;y", "VALUE_JSON"],
    ["tags", "[1]", "VALUE_TYPE"],
    ["tags", '["\\u0000"]', "VALUE_JSON"],
    ["tags", '["\\ud800"]', "VALUE_JSON"],
    ["anything", '{"__proto__":1}', "VALUE_JSON"],
    ["anything", "[".repeat(40) + "]".repeat(40), "VALUE_JSON"],
    ["a/b~c", "x", "VALUE_TYPE"],
  ])("%s refuses %j with %s and names the column", async (column, text, code) => {
    const { fault } = await read(`name,nick,${column}`, "Ada", "a", text);
    expect(fault).toMatchObject({ code, column, value: maskValue(text) });
    expect(Object.keys(ROW_CODES)).toContain(fault?.code);
  });

  test("text is judged by the schema", async () => {
    expect((await read("name,nick", "A", "n")).fault?.code).toBe("VALUE_LENGTH");
    expect((await read("name,nick", "Ada Lovelace", "n")).fault?.code).toBe("VALUE_LENGTH");
    expect((await read("name,nick", "ada", "n")).fault?.code).toBe("VALUE_PATTERN");
    expect((await read("name,nick", null, "n")).fault).toEqual({
      code: "VALUE_REQUIRED",
      column: "name",
      path: null,
      field: "/name",
      message: "Give a value in this column: it is required.",
      value: null,
    });
  });

  test("with fewer or more fields than the header is refused as a whole", async () => {
    expect((await read("name,nick", "Ada")).fault).toMatchObject({ code: "ROW_FIELDS", column: null, value: null });
    expect((await read("name,nick", "Ada", "a", null)).fault?.message).toContain("3 fields and the header 2");
  });

  test("whose record would be larger than a record may be is refused", async () => {
    const text = JSON.stringify("\u0001".repeat(200_000));
    expect((await read("name,nick,anything", "Ada", "a", text)).fault?.code).toBe("ROW_TOO_LARGE");
  });
});

describe("a masked value", () => {
  test.each([
    ["secret", "s****t"],
    ["ab", "**"],
    ["a", "*"],
    ["", ""],
    ["x".repeat(5_000), `x${"*".repeat(18)}x`],
    ["𝄞hidden𝄞", "𝄞********𝄞"],
    ["\ud800lone", "\ufffd***e"],
    ["😀😀", "**"],
    ["😀é", "**"],
  ])("of %j is %j", (value, masked) => {
    expect(maskValue(value)).toBe(masked);
  });
});
