import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExportFault } from "../src/exports/codes.ts";
import { createRecordWriter } from "../src/exports/formats/record-writer.ts";
import type { ExportedData, WriterOptions } from "../src/exports/formats/writer.ts";
import { isXmlText } from "../src/exports/formats/xml-text.ts";
import { type FileFormat, NOTHING_SAID } from "../src/imports/formats/file-options.ts";
import { openFormat } from "../src/imports/formats/open-format.ts";
import type { TextSource } from "../src/imports/formats/source-format.ts";
import type { SchemaObject } from "../src/json-schema/keywords.ts";
import { json, key, number, text } from "./export-arbitraries.ts";

const FORMATS: FileFormat[] = ["CSV", "JSON", "NDJSON", "XML"];

const SCHEMA: SchemaObject = {
  type: "object",
  properties: {
    name: { type: "string" },
    "no XML: näme": { type: ["string", "null"] },
    field: { type: "string" },
    "=sum(A1)": { type: "string" },
    "'=sum(A1)": { type: ["string", "null"] },
    count: { type: "integer" },
    share: { type: ["number", "null"] },
    done: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
    grid: { type: ["array", "null"], items: { type: "array", items: { type: "number" } } },
    lines: { type: "array", items: { $ref: "#/$defs/line" } },
    address: { $ref: "#/$defs/line" },
    any: {},
    either: { type: ["string", "number", "boolean", "null", "object"] },
  },
  $defs: {
    line: {
      type: "object",
      properties: { city: { type: "string" }, zip: { type: ["integer", "null"] }, parts: { type: "array", items: {} } },
    },
  },
};

const line = fc.record(
  {
    city: text,
    zip: fc.option(fc.maxSafeInteger()),
    parts: fc.array(json, { maxLength: 3 }),
    other: json,
    "": json,
    "\u0001": json,
  },
  { requiredKeys: [] },
);
const record = fc.record(
  {
    name: text,
    "no XML: näme": fc.option(text),
    field: text,
    "=sum(A1)": text,
    "'=sum(A1)": fc.option(text),
    count: fc.maxSafeInteger(),
    share: fc.option(number),
    done: fc.boolean(),
    tags: fc.array(text, { maxLength: 3 }),
    grid: fc.option(fc.array(fc.array(number, { maxLength: 2 }), { maxLength: 2 })),
    lines: fc.array(line, { maxLength: 2 }),
    address: line,
    any: json,
    either: fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.dictionary(key, json, { maxKeys: 2 })),
  },
  { requiredKeys: [] },
);

const optionsFor = (format: FileFormat, more: Partial<WriterOptions> = {}): WriterOptions => ({
  ...{ format, schema: SCHEMA, collection: "orders", fields: null, formulas: "GUARDED" },
  ...more,
});

function write(records: readonly ExportedData[], options: WriterOptions): string {
  const writer = createRecordWriter(options);
  return (
    writer.head + records.map((data, at) => writer.record(data, at === 0)).join("") + writer.tail(records.length === 0)
  );
}

async function read(file: string, { format, schema, formulas }: WriterOptions): Promise<unknown[]> {
  const bytes = Buffer.from(file);
  const source: TextSource = {
    start: { byte: 0, line: 1, state: null },
    found: {},
    share: () => 0,
    async *read({ byte }) {
      if (byte < bytes.length) yield bytes.subarray(byte);
    },
  };
  // What the file is, is found by looking at it, as for a user who says nothing.
  const reader = await openFormat({ source, schema, options: { ...NOTHING_SAID, formulas } });
  expect(reader.found).toMatchObject({ format });
  const found: unknown[] = [];
  for await (const { records } of reader.read(source.read(reader.start), reader.start, 100))
    for (const one of records)
      found.push(one.fault ? { fault: one.fault } : (reader.dataOf(one).data ?? reader.dataOf(one)));
  return found;
}

/** Values as JSON has them; prototypes apart. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("what is exported imports to the same records", () => {
  test.each(FORMATS)("%s", async (format) => {
    const cases = fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("GUARDED" as const, "VERBATIM" as const),
      async (records, formulas) => {
        const options = optionsFor(format, { formulas });
        expect(plain(await read(write(records as ExportedData[], options), options))).toEqual(plain(records));
      },
    );
    await fc.assert(cases, { numRuns: 300 });
  });

  test.each(["JSON", "NDJSON", "XML"] as const)(
    "%s, with properties that the schema does not declare",
    async (format) => {
      const names = key.filter((name) => name !== "" && isXmlText(name));
      await fc.assert(
        fc.asyncProperty(fc.dictionary(names, json, { minKeys: 1, maxKeys: 4 }), async (data) => {
          const options = optionsFor(format, { schema: { type: "object" } });
          expect(plain(await read(write([data], options), options))).toEqual(plain([data]));
        }),
        { numRuns: 200 },
      );
    },
  );
});

test("the four formats as they are written", () => {
  const records = [
    { name: "=1+1", count: 1, tags: [] },
    { address: { zip: null }, share: null, tags: ["a", "b"] },
  ];
  const columns = ["name", "count", "share", "tags", "address"];
  const files = FORMATS.map((format) => write(records, optionsFor(format, { fields: columns })));
  expect(files).toEqual([
    'name,count,share,tags,address\r\n\'=1+1,1,,[],\r\n,,"\\N","[""a"",""b""]","{""zip"":null}"\r\n'.replace(
      '"\\N"',
      "\\N",
    ),
    '[\n{"name":"=1+1","count":1,"tags":[]},\n{"share":null,"tags":["a","b"],"address":{"zip":null}}\n]\n',
    '{"name":"=1+1","count":1,"tags":[]}\n{"share":null,"tags":["a","b"],"address":{"zip":null}}\n',
    `<?xml version="1.0" encoding="UTF-8"?>
<records collection="orders" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<record><name>=1+1</name><count>1</count><tags items="0"></tags></record>
<record><share xsi:nil="true"></share><tags>a</tags><tags>b</tags><address><zip xsi:nil="true"></zip></address></record>
</records>
`,
  ]);
  expect(FORMATS.map((format) => write([], optionsFor(format, { fields: ["name"] })))).toMatchObject([
    "name\r\n",
    "[]\n",
    "",
    {},
  ]);
});

test.each([
  ["EXPORT_COLUMNS", "CSV", { type: "object" }, {}],
  ["EXPORT_UNDECLARED", "CSV", SCHEMA, { name: "a", other: 1 }],
  ["EXPORT_VALUE", "CSV", SCHEMA, { count: 1e300 }],
  ["EXPORT_VALUE", "CSV", { type: "object", properties: { name: { type: "string" } } }, {}],
  ["EXPORT_NAME", "XML", SCHEMA, { "\u0001": 1 }],
] as const)("%s: nothing is left out silently", (code, format, schema, data) => {
  const attempt = () => write([data], optionsFor(format, { schema: schema as SchemaObject }));
  expect(attempt).toThrow(ExportFault);
  expect(attempt).toThrow(expect.objectContaining({ code }));
});

test("no cell of CSV is a formula, in the header as little as below it, unless that is asked for", () => {
  const named = ["=sum(A1)", "'=sum(A1)"];
  for (const formula of ["=1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A1", "'=1"]) {
    const data = { "=sum(A1)": formula };
    const guarded = write([data], optionsFor("CSV", { fields: named }));
    const cells = guarded.split(/,|\r\n(?=['"])/).map((cell) => cell.replace(/^"/, ""));
    expect(cells.slice(0, 3)).toEqual([`'=sum(A1)`, `''=sum(A1)`, expect.stringMatching(/^'/)]);
    const verbatim = write([data], optionsFor("CSV", { fields: named, formulas: "VERBATIM" }));
    expect(verbatim.startsWith("=sum(A1),'=sum(A1)\r\n")).toBe(true);
  }
});

test.each(["[id]", "{id}", "<id>", "[a,b]"])(
  "CSV is read as CSV, though its first column is called %s",
  async (name) => {
    const schema = { type: "object", properties: { [name]: { type: "string" }, other: { type: "string" } } };
    const options = optionsFor("CSV", { schema });
    const records = [{ [name]: "a", other: "b" }];
    expect(await read(write(records, options), options)).toEqual(records);
  },
);

describe("what an import would refuse as too large ends the export", () => {
  const FIELD = 256 * 1024;
  const RECORD = 1024 * 1024;
  const schema = { type: "object", properties: { name: { type: "string" }, tags: { type: "array" } } };
  const each = <T>(value: T) => Object.fromEntries([..."abcdefgh"].map((name) => [name, value]));
  const lists = { type: "object", properties: each({ type: "array" }) };

  test.each([
    ["a field of CSV", "CSV", schema, { name: "x".repeat(FIELD) }, { name: "x".repeat(FIELD + 1) }],
    ["one of two bytes each", "CSV", schema, { name: "é".repeat(FIELD / 2) }, { name: `${"é".repeat(FIELD / 2)}x` }],
    ["one in quotes", "CSV", schema, { name: `,${"x".repeat(FIELD - 3)}` }, { name: `,${"x".repeat(FIELD - 2)}` }],
    ["JSON in one", "CSV", schema, { tags: ["x".repeat(FIELD - 8)] }, { tags: Array(FIELD / 4).fill("x") }],
    ["a record of CSV", "CSV", lists, each(Array(21_000).fill("x")), each(Array(25_000).fill("x"))],
    ["one of XML", "XML", schema, { name: "<".repeat(RECORD / 4 - 20) }, { name: "<".repeat(RECORD / 4) }],
  ] as const)("%s", async (_, format, of, fits: ExportedData, isTooLarge: ExportedData) => {
    const options = optionsFor(format, { schema: of });
    expect(plain(await read(write([fits], options), options))).toEqual(plain([fits]));
    expect(() => write([isTooLarge], options)).toThrow(expect.objectContaining({ code: "EXPORT_VALUE" }));
    const lines = optionsFor("NDJSON", { schema: of });
    expect(await read(write([isTooLarge], lines), lines)).toEqual([isTooLarge]);
  });
});

test("fields that are named are all that is written, in that order", () => {
  const records = [{ count: 1, name: "a", other: true }];
  expect(write(records, optionsFor("CSV", { fields: ["name", "count"] }))).toBe("name,count\r\na,1\r\n");
  expect(write(records, optionsFor("NDJSON", { fields: ["other", "done"] }))).toBe('{"other":true}\n');
});
