import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileFault } from "../src/imports/codes.ts";
import { readCsv } from "../src/imports/formats/csv/read-csv.ts";
import { MAX_FIELD_BYTES, MAX_RECORD_BYTES } from "../src/imports/formats/csv/scan-records.ts";
import type { CsvField, CsvRecord, Position, SourceFormat } from "../src/imports/formats/source-format.ts";
import { readBlocks } from "../src/imports/read-blocks.ts";
import { textOf } from "./source-fixture.ts";

const formatWith = (delimiter: string) =>
  ({ read: (text, from, max) => readCsv(text, from, max, delimiter.charCodeAt(0)) }) as SourceFormat;
const FORMAT = formatWith(",");

async function readAll(content: string | Buffer, size = 7, max = 3, from?: Position, format = FORMAT) {
  const records: Pick<CsvRecord, "line" | "fields">[] = [];
  const places: { position: Position; after: number }[] = [];
  const source = await textOf(content, size);
  for await (const block of readBlocks({ source, format }, from ?? source.start, max)) {
    records.push(...(block.records as CsvRecord[]));
    places.push({ position: block.next, after: records.length });
  }
  return { records, places };
}

const fieldsOf = async (content: string | Buffer) => (await readAll(content)).records.map(({ fields }) => fields);

async function faultOf(content: string | Buffer, size?: number): Promise<Pick<FileFault, "code" | "line">> {
  const error = await readAll(content, size).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof FileFault)) throw new Error(`no fault, but ${String(error)}`);
  return { code: error.code, line: error.line };
}

describe("reading CSV", () => {
  test("a long part of empty lines can be left in its middle", async () => {
    const content = `a\n${"\r\n".repeat(50)}b\n`;
    const { records, places } = await readAll(content, 7);
    const between = places.filter(({ after }, at) => after === places[at - 1]?.after);
    expect(between.length).toBeGreaterThan(5);
    for (const { position, after } of between)
      expect((await readAll(content, 7, 3, position)).records).toEqual(records.slice(after));
  });

  test("nothing at all is null, quotes around nothing are the empty text", async () => {
    expect(await fieldsOf('a,,""\n,\n')).toEqual([
      ["a", null, ""],
      [null, null],
    ]);
  });

  test("lines end with CRLF, LF or CR, and the last needs no end", async () => {
    expect(await fieldsOf("a\r\nb\nc\rd")).toEqual([["a"], ["b"], ["c"], ["d"]]);
  });

  test("a quoted field holds commas, line ends and doubled quotes", async () => {
    expect(await fieldsOf('"a,b","c\r\nd","say ""hi"""')).toEqual([["a,b", "c\r\nd", 'say "hi"']]);
  });

  test("a record's line is that of the file, over empty lines and line ends in quotes", async () => {
    const { records } = await readAll('a\n\n"b\r\nc\rd"\ne\r\n\r\nf');
    expect(records.map(({ line }) => line)).toEqual([1, 3, 6, 8]);
  });

  test("a UTF-8 byte order mark is no part of the first field", async () => {
    for (const size of [1, 2, 3, 100])
      expect((await readAll("\ufeffa,b", size)).records[0]?.fields).toEqual(["a", "b"]);
  });

  test("a file of nothing has no records", async () => {
    expect(await fieldsOf("")).toEqual([]);
    expect(await fieldsOf("\ufeff")).toEqual([]);
    expect(await fieldsOf("\n\r\n\r")).toEqual([]);
  });

  test("characters of up to four bytes survive any cut", async () => {
    const text = "é,€,𝄞\r\n𝄞€é,x,y";
    for (let size = 1; size < 12; size++)
      expect((await readAll(text, size)).records.map(({ fields }) => fields)).toEqual([
        ["é", "€", "𝄞"],
        ["𝄞€é", "x", "y"],
      ]);
  });

  test.each<[string, string | Buffer, string, number]>([
    ["a quote inside an unquoted field", 'a\nb\nc"d\n', "CSV_QUOTE", 3],
    ["text after a closing quote", 'a\n"b"c\n', "CSV_QUOTE", 2],
    ["text after a closing quote that stands lines below", 'a\n"b\n\nc" \n', "CSV_QUOTE", 4],
    ["a quote never closed", 'a\n"b\nc\nd\n', "CSV_QUOTE", 2],
    ["a quote never closed in a later field", 'a\n"x\ny",b,"c\nd', "CSV_QUOTE", 3],
    ["a NUL byte", "a\nb\r\nc\0\n", "FILE_NUL", 3],
    ["a NUL byte within quotes", 'a\n"b\n\0"', "FILE_NUL", 3],
    ["a byte of Latin-1", Buffer.from("a\r\nb\r\ncaf\xe9\r\nd", "latin1"), "FILE_ENCODING", 3],
    ["a byte of Latin-1 among bare CR", Buffer.from("a\rb\rcaf\xe9\rd", "latin1"), "FILE_ENCODING", 3],
    ["a character cut off by the end", Buffer.from([97, 10, 0xe2, 0x82]), "FILE_ENCODING", 2],
    ["an overlong sequence", Buffer.from([97, 10, 98, 10, 0xc0, 0x80]), "FILE_ENCODING", 3],
    ["half a surrogate pair in UTF-8", Buffer.from([97, 10, 0xed, 0xa0, 0x80, 10]), "FILE_ENCODING", 2],
    ["more than 1,000 columns", `a\n${",".repeat(1000)}\n`, "CSV_TOO_MANY_COLUMNS", 2],
  ])("%s is found with its line, however the bytes are cut", async (_what, content, code, line) => {
    for (const size of [1, 2, 3, 5, 1_000]) expect(await faultOf(content, size)).toEqual({ code, line });
  });

  test("a field may have 256 KiB and not a byte more, a record 1 MiB, in bytes and not in characters", async () => {
    for (const size of [1 << 20, 100_000]) {
      const largest = "x".repeat(MAX_FIELD_BYTES);
      expect((await readAll(`a\n${largest}\n`, size)).records[1]?.fields).toEqual([largest]);
      expect(await faultOf(`a\n${largest}x\n`, size)).toEqual({ code: "CSV_FIELD_TOO_LARGE", line: 2 });
      expect(await faultOf(`a\n${"é".repeat(MAX_FIELD_BYTES / 2)}x\n`, size)).toEqual({
        code: "CSV_FIELD_TOO_LARGE",
        line: 2,
      });
      const row = `${`${"y".repeat(1023)},`.repeat(MAX_RECORD_BYTES / 1024 - 25)}`;
      expect((await readAll(`a\n${row}\n`, size)).records[1]?.fields).toHaveLength(1000);
      const wide = Array.from({ length: 5 }, () => "z".repeat(220_000)).join(",");
      expect(await faultOf(`a\n${wide}\nb`, size)).toEqual({ code: "CSV_RECORD_TOO_LARGE", line: 2 });
    }
  });

  test("ten megabytes in one field, quoted or not, are refused with a buffer that stays small", async () => {
    async function* endless(first: string): AsyncGenerator<Buffer> {
      yield Buffer.from(first);
      for (let sent = 0; sent < 10; sent++) {
        if (sent > 3) throw new Error("read on although the limit was passed");
        yield Buffer.alloc(1 << 20, "x");
      }
    }
    for (const first of ['a\nb\n"', "a\nb\n"]) {
      const reading = async () => {
        for await (const _ of readCsv(endless(first), { byte: 0, line: 1, state: null }, 10, 44));
      };
      await expect(reading()).rejects.toMatchObject({ code: "CSV_FIELD_TOO_LARGE", line: 3 });
    }
  });

  test("rows and lines beyond what is counted are refused by name", async () => {
    const source = await textOf("a\nb\nc");
    const read = async (line: number, row: number) => {
      let count = 0;
      for await (const { records } of readBlocks({ source, format: FORMAT }, { ...source.start, line }, 1, row))
        count += records.length;
      return count;
    };
    const most = 2 ** 31 - 1;
    expect(await read(1, most - 3)).toBe(3);
    const refused = { code: "FILE_TOO_MANY_ROWS", line: null };
    await expect(read(1, most - 2)).rejects.toMatchObject(refused);
    await expect(read(most - 1, 1)).rejects.toMatchObject(refused);
    // The fault of a line that has no number.
    const bad = { source: await textOf('a\nb\n"'), format: FORMAT };
    const readBad = async () => {
      for await (const _ of readBlocks(bad, { ...bad.source.start, line: most - 1 }, 10));
    };
    await expect(readBad()).rejects.toMatchObject(refused);
  });

  test("what stands before a fault is still given", async () => {
    const seen: CsvField[][] = [];
    const reading = async () => {
      const source = await textOf("a\nb\nc\0");
      for await (const { records } of readBlocks({ source, format: FORMAT }, source.start, 10))
        seen.push(...records.map((record) => (record as CsvRecord).fields));
    };
    await expect(reading()).rejects.toMatchObject({ code: "FILE_NUL" });
    expect(seen).toEqual([["a"], ["b"]]);
  });
});

describe("any table written as CSV", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", "b", ",", ";", "\t", "|", "\\", "N", '"', "\r", "\n", "\r\n", " ", "é", "𝄞", "\u2028"),
    maxLength: 8,
  });
  const field = fc.oneof(fc.constant(null), text);
  const table = fc.array(
    fc.record({
      fields: fc.array(fc.record({ value: field, quoted: fc.boolean() }), { minLength: 1, maxLength: 5 }),
      end: fc.constantFrom("\r\n", "\n", "\r"),
      blank: fc.boolean(),
    }),
    { maxLength: 12 },
  );

  function write(rows: typeof table extends fc.Arbitrary<infer T> ? T : never, delimiter: string) {
    let content = "";
    const expected: (string | null)[][] = [];
    for (const { fields, end, blank } of rows) {
      // A lone empty field is an empty line; it would not be a record.
      const alone = fields.length === 1 && fields[0]?.value === null;
      content += fields
        .map(({ value, quoted }) => {
          if (value === null) return alone ? '""' : "";
          return quoted || value === "" || /["\r\n]/.test(value) || value.includes(delimiter) || value === "\\N"
            ? `"${value.replaceAll('"', '""')}"`
            : value;
        })
        .join(delimiter);
      content += blank ? `${end}${end}` : end;
      expected.push(fields.map(({ value }) => (alone ? "" : value)));
    }
    return { content, expected };
  }

  test("is read back as it was, wherever the bytes are cut, and from every place between two blocks", async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 4 }),
        fc.constantFrom(",", ";", "\t", "|"),
        async (rows, size, max, delimiter) => {
          const { content, expected } = write(rows, delimiter);
          const format = formatWith(delimiter);
          const { records, places } = await readAll(content, size, max, undefined, format);
          expect(records.map(({ fields }) => fields)).toEqual(expected);
          for (const { position, after } of places) {
            const rest = await readAll(content, size, max, position, format);
            expect(rest.records).toEqual(records.slice(after));
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
