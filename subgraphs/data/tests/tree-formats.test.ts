import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FileFault } from "../src/imports/codes.ts";
import { type FileOptions, NOTHING_SAID } from "../src/imports/formats/file-options.ts";
import { openFormat } from "../src/imports/formats/open-format.ts";
import type { Position, SourceFormat, SourceRecord, TextSource } from "../src/imports/formats/source-format.ts";

const START: Position = { byte: 0, line: 1, state: null };

/** A text that comes in chunks of any sizes; cut between bytes that begin characters, as texts do. */
function sourceOf(text: string, sizes: readonly number[] = [1 << 20]): TextSource {
  const bytes = Buffer.from(text);
  return {
    start: START,
    found: {},
    share: () => 0,
    async *read({ byte }) {
      for (let at = byte, turn = 0; at < bytes.length; turn++) {
        let end = Math.min(at + Math.max(1, sizes[turn % sizes.length] ?? 1), bytes.length);
        while (end < bytes.length && ((bytes[end] as number) & 0xc0) === 0x80) end++;
        yield bytes.subarray(at, end);
        at = end;
      }
    },
  };
}

interface ReadAs {
  sizes?: readonly number[];
  /** Records after which reading stops, and goes on from its place. */
  stops?: readonly number[];
  items?: string;
  schema?: object;
}

async function openText(
  text: string,
  format: FileOptions["format"],
  { sizes, items, schema }: ReadAs,
): Promise<{ format: SourceFormat; source: TextSource }> {
  const source = sourceOf(text, sizes);
  const options = { ...NOTHING_SAID, format, items: items ?? null };
  return { source, format: await openFormat({ source, options, schema: { ...schema } }) };
}

/** All records of a text, in as many turns as there are stops. */
async function readAll(text: string, kind: FileOptions["format"], how: ReadAs = {}) {
  const found: { line: number; path: string | null; data?: unknown; fault?: string; at?: string | null }[] = [];
  let from: Position | undefined;
  for (const stop of [...(how.stops ?? []), Number.POSITIVE_INFINITY]) {
    const { source, format } = await openText(text, kind, how);
    let count = 0;
    from ??= format.start;
    for await (const { records, next } of format.read(source.read(from), from, Math.min(stop, 7))) {
      for (const record of records) found.push(toFound(format, record));
      from = JSON.parse(JSON.stringify(next)) as Position;
      count += records.length;
      if (count >= stop) break;
    }
    if (count < stop) break;
  }
  return found;
}

function toFound(format: SourceFormat, record: SourceRecord) {
  const { line, path } = record;
  const draft = record.fault ? { fault: record.fault } : format.dataOf(record);
  return draft.fault ? { line, path, fault: draft.fault.code, at: draft.fault.path } : { line, path, data: draft.data };
}

async function faultOf(
  text: string,
  kind: FileOptions["format"],
  how: ReadAs = {},
): Promise<{ code: string; line: number | null }> {
  try {
    await readAll(text, kind, how);
  } catch (error) {
    if (error instanceof FileFault) return { code: error.code, line: error.line };
    throw error;
  }
  throw new Error("nothing was refused");
}

const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
const stops = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 });
const space = fc.constantFrom("", " ", "\n", "\r\n", "\t\r");

describe("JSON", () => {
  test("an array is read as JSON.parse reads it, in whatever chunks and turns, and at whatever place", async () => {
    const record = fc.dictionary(fc.string({ unit: "grapheme", maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      maxKeys: 3,
    });
    const places = fc.constantFrom("", "/data", "/data/1/rows");
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        space,
        sizes,
        stops,
        places,
        async (rows, gap, cuts, turns, items) => {
          const array = `[${gap}${rows.map((row) => JSON.stringify(row)).join(`${gap},${gap}`)}${gap}]`;
          const before = `{"x":[1,{"y":"]"}],${gap}"data":`;
          const text = {
            "": array,
            "/data": `${before}${array},"z":null}`,
            "/data/1/rows": `${before}[{},{"rows":${array}}${gap},3]}`,
          }[items] as string;
          const read = await readAll(`${gap}${text}${gap}`, "JSON", { sizes: cuts, stops: turns, items });
          const wanted = rows.filter((row) => !Object.hasOwn(row, "__proto__"));
          expect(
            read.filter((_, at) => !Object.hasOwn(rows[at] as object, "__proto__")).map(({ data }) => data),
          ).toEqual(JSON.parse(JSON.stringify(wanted)));
          expect(read.map(({ path }) => path)).toEqual(rows.map((_, at) => `${items}/${at}`));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("blocks of large records end early, so that few are held at once", async () => {
    const text = `[${Array.from({ length: 8 }, () => `{"a":"${"x".repeat(700_000)}"}`).join()}]`;
    const { source, format } = await openText(text, "JSON", { sizes: [65_536] });
    const lengths: number[] = [];
    for await (const { records } of format.read(source.read(format.start), format.start, 250))
      lengths.push(records.length);
    expect(lengths).toEqual([2, 2, 2, 2]);
  });

  test("the lines of records are those of the file", async () => {
    const read = await readAll('[\n{"a":1},\r\n{\n"a":2},\r{"a":3}]', "JSON", { sizes: [3] });
    expect(read.map(({ line }) => line)).toEqual([2, 3, 5]);
  });

  test.each([
    ['[{"a":1,"a":2}]', "VALUE_DUPLICATE", "/a"],
    ['[{"a":{"b":[0,1e999]}}]', "VALUE_NUMBER", "/a/b/1"],
    ['[{"a":12345678901234567890}]', "VALUE_NUMBER", "/a"],
    ['[{"a":tru}]', "ROW_JSON", null],
    ['[{"a":1,}]', "ROW_JSON", null],
    ["[1]", "ROW_JSON", null],
    [`[{"a":"${"x".repeat(1 << 20)}"}]`, "ROW_TOO_LARGE", null],
  ])("%.40s: the record is rejected, and the next one is read", async (text, code, at) => {
    const read = await readAll(`${text.slice(0, -1)},{"a":7}]`, "JSON", { sizes: [100_000] });
    expect(read).toMatchObject([
      { path: "/0", fault: code },
      { path: "/1", data: { a: 7 } },
    ]);
    expect(read[0]?.at ?? null).toBe(at);
  });

  test.each([
    ['[{"a":1}\n{"a":2}]', "JSON_SYNTAX", 2],
    ['[{"a":1},,{"a":2}]', "JSON_SYNTAX", 1],
    ['[{"a":1},]', "JSON_SYNTAX", 1],
    ['[{"a":1}', "JSON_SYNTAX", 1],
    ['[{"a":[1}]', "JSON_SYNTAX", 1],
    ['[{"a":"', "JSON_SYNTAX", 1],
    ["[]\n x", "JSON_SYNTAX", 2],
    ["", "FILE_EMPTY", null],
    ['{"a":1}', "JSON_ITEMS", 1],
    [`[${"[".repeat(1_000_000)}`, "JSON_DEPTH", 1],
  ])("%.30s is refused as a whole", async (text, code, line) => {
    expect(await faultOf(text, "JSON", { sizes: [65_536] })).toEqual({ code, line });
  });

  test.each(['[{"a":1},,{"a":2}]', '[{"a":1} {"a":2}]', '[{"a":1},{"a":]', '[{"a":1},{"a":2'])(
    "%s is as wrong when reading goes on behind the records that came before the fault",
    async (text) => {
      for (let size = 1; size < text.length; size++) {
        const { source, format } = await openText(text, "JSON", { sizes: [size] });
        for await (const { next } of format.read(source.read(format.start), format.start, 9)) {
          const rest = format.read(source.read(next), next, 9).next();
          await expect(rest).rejects.toMatchObject({ code: "JSON_SYNTAX" });
          break;
        }
      }
    },
  );

  test("when the text breaks off for another reason, reading goes on behind the last whole record", async () => {
    const text = '[{"a":1},{"a":2}]';
    const { source, format } = await openText(text, "JSON", { sizes: [14] });
    async function* broken() {
      for await (const chunk of source.read(format.start)) {
        yield chunk;
        throw new Error("the store is away");
      }
    }
    const found: unknown[] = [];
    let from = format.start;
    const firstPart = async () => {
      for await (const { records, next } of format.read(broken(), from, 9)) {
        found.push(...records.map((record) => format.dataOf(record).data));
        from = next;
      }
    };
    await expect(firstPart()).rejects.toThrow("the store is away");
    for await (const { records } of format.read(source.read(from), from, 9))
      found.push(...records.map((record) => format.dataOf(record).data));
    expect(found).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test("items that lead nowhere, to no array, or to two are refused", async () => {
    for (const [text, items] of [
      ['{"a":{}}', "/a/b"],
      ['{"a":[]}', "/b"],
      ['{"a":{}}', "/a"],
      ['{"a":[],"a":[]}', "/a"],
    ] as const)
      expect(await faultOf(text, "JSON", { items })).toMatchObject({ code: "JSON_ITEMS" });
    expect(await faultOf('{"a":[], "b" 1}', "JSON", { items: "/a" })).toMatchObject({ code: "JSON_SYNTAX" });
    expect(await faultOf('{"b":{"c":tru},"a":[]}', "JSON", { items: "/a" })).toMatchObject({ code: "JSON_SYNTAX" });
  });
});

const ORDER = {
  type: "object",
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    price: { type: ["number", "null"] },
    open: { type: "boolean" },
    tags: { type: "array", items: { type: "string" } },
    to: { type: "object", properties: { city: { type: "string" } } },
    any: {},
    mixed: { type: ["string", "integer"] },
  },
};

describe("XML", () => {
  test("elements are read by the types of their fields", async () => {
    const text = `<?xml version="1.0"?>\n<o:orders xmlns:o="urn:o" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <o:order id="7"><o:name> Ada &amp; <![CDATA[<Co>]]></o:name><price> 1.5 </price><open>true</open>
        <tags>a</tags><tags/><to><city>Rome</city></to><any encoding="json">{"b":[1]}</any><mixed>"5"</mixed></o:order>
      <o:order><price xsi:nil="true"/><tags items="0"/><any>text</any><field name="two words">x</field></o:order>
    </o:orders>`;
    const read = await readAll(text, "XML", { schema: ORDER });
    expect(read).toEqual([
      {
        ...{ line: 3, path: "/orders/order[1]" },
        data: {
          ...{ id: 7, name: " Ada & <Co>", price: 1.5, open: true, tags: ["a", ""], to: { city: "Rome" } },
          ...{ any: { b: [1] }, mixed: "5" },
        },
      },
      { line: 5, path: "/orders/order[2]", data: { price: null, tags: [], any: "text", "two words": "x" } },
    ]);
  });

  test("records are the same in whatever chunks and turns they are read", async () => {
    const name = fc
      .string({ unit: "binary", maxLength: 8 })
      .map((text) => text.replaceAll(/[^\u0020-\ud7ff\u{10000}-\u{10ffff}]/gu, "ä"));
    const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { minLength: 1, maxLength: 12 }),
        space,
        sizes,
        stops,
        async (names, gap, cuts, turns) => {
          const records = names
            .map((one) => `<r>${gap}<name>${escaped(one)}</name></r>${gap}<other>é</other>`)
            .join(gap);
          const text = `<a>${gap}<b>${records}</b><b/>${gap}</a>`;
          const read = await readAll(text, "XML", { sizes: cuts, stops: turns, items: "/a/b/r", schema: ORDER });
          const whole = await readAll(text, "XML", { items: "/a/b/r", schema: ORDER }).catch(() => []);
          expect(read).toEqual(whole);
          expect(read.map(({ data }) => (data as { name: string }).name)).toEqual(names);
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each([
    ["<o><r><name>x</name><name>y</name></r><r/></o>", "VALUE_DUPLICATE", "/name"],
    ["<o><r id='1'><id>2</id></r><r/></o>", "VALUE_DUPLICATE", "/id"],
    ["<o><r><id>1.5</id></r><r/></o>", "VALUE_TYPE", "/id"],
    ["<o><r><price>1e999</price></r><r/></o>", "VALUE_TYPE", "/price"],
    ["<o><r><name><b/></name></r><r/></o>", "VALUE_TYPE", "/name"],
    ["<o><r><to>Rome</to></r><r/></o>", "VALUE_TYPE", "/to"],
    ["<o><r><mixed>x</mixed></r><r/></o>", "VALUE_JSON", "/mixed"],
    ['<o><r><any encoding=\'json\'>{"a":1,"a":2}</any></r><r/></o>', "VALUE_DUPLICATE", "/any"],
    [`<o><r>${`<name>${"x".repeat(700_000)}</name>`.repeat(2)}</r><r/></o>`, "ROW_TOO_LARGE", null],
  ])("%.60s: the record is rejected, and the next one is read", async (text, code, at) => {
    const read = await readAll(text, "XML", { schema: ORDER });
    expect(read).toMatchObject([
      { path: "/o/r[1]", fault: code },
      { path: "/o/r[2]", data: {} },
    ]);
    expect(read[0]?.at ?? null).toBe(at);
  });

  test("a fault's path is cut, however long the names in the file are", async () => {
    const name = "n".repeat(500_000);
    const [read] = await readAll(`<o><r><${name}/><${name}/></r></o>`, "XML", { schema: ORDER });
    expect(read).toMatchObject({ fault: "VALUE_DUPLICATE" });
    expect(read?.at?.length).toBe(500);
  });

  test("a long part without records can be left in its middle", async () => {
    const part = "<!-- ä --><b>é</b>".repeat(10_000);
    const text = `<?xml version="1.0"?><!-- x --><o>\n<a>${part}\n</a><r><id>1</id></r>${part}<r><id>x</id></r></o>`;
    const whole = await readAll(text, "XML", { items: "/o/r", schema: ORDER });
    const places: Position[] = [];
    const { format, source } = await openText(text, "XML", { items: "/o/r", schema: ORDER });
    for await (const { records, next } of format.read(source.read(format.start), format.start, 9))
      if (records.length === 0) places.push(next);
    expect(places.length).toBeGreaterThan(4);
    for (const from of places) {
      const found: ReturnType<typeof toFound>[] = [];
      for await (const { records } of format.read(source.read(from), from, 9))
        found.push(...records.map((record) => toFound(format, record)));
      expect(found).toEqual(whole.slice(from.state?.startsWith("0") ? 0 : 1));
    }
  });

  test("reading goes on behind a record that is the whole document", async () => {
    const text = "<r><id>1</id></r>\n<!-- the end -->\n";
    expect(await readAll(text, "XML", { items: "/r", stops: [1], schema: ORDER })).toMatchObject([{ data: { id: 1 } }]);
    expect(await faultOf(`${text}x`, "XML", { items: "/r", stops: [1] })).toEqual({ code: "XML_SYNTAX", line: 3 });
  });

  test("the text of a field is what stands for its value, and nothing where more than one does", async () => {
    const textIn = async (record: string, field: string) => {
      const { format, source } = await openText(`<o>${record}</o>`, "XML", { schema: ORDER });
      for await (const { records } of format.read(source.read(format.start), format.start, 9))
        return format.placeOf(field, records[0] as SourceRecord).text;
      throw new Error("there is no record");
    };
    expect(await textIn("<r name='Ada'/>", "/name")).toBe("Ada");
    expect(await textIn("<r><name>Ada</name></r>", "/name")).toBe("Ada");
    expect(await textIn("<r><tags>a</tags><tags>b</tags></r>", "/tags/1")).toBe("b");
    expect(await textIn("<r><tags>a</tags></r>", "/tags/0")).toBe("a");
    expect(await textIn("<r name='Ada'><name>Bob</name></r>", "/name")).toBe(null);
    expect(await textIn("<r><name>Ada</name><name>Bob</name></r>", "/name")).toBe(null);
    expect(await textIn('<r><any encoding="json">"x"</any></r>', "/any")).toBe(null);
  });

  const BOMB = `<!DOCTYPE l [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>\n<l><r><name>&b;</name></r></l>`;
  test.each([
    [BOMB, "XML_DOCTYPE", 1],
    ["<!DOCTYPE o SYSTEM 'file:///etc/passwd'><o/>", "XML_DOCTYPE", 1],
    ["<o>\n<r>&bomb;</r></o>", "XML_SYNTAX", 2],
    ["<o>\n<r></o>", "XML_SYNTAX", 2],
    ["<o><r>", "XML_SYNTAX", 1],
    ["<o/>x", "XML_SYNTAX", 1],
    ["<?xml version='1.1'?><o><r>&#1;</r></o>", "XML_SYNTAX", 1],
    ["<?xml version='1.0' encoding='ISO-8859-1'?><o/>", "FILE_ENCODING", 1],
    ["<?xml version='1.0' encoding='UTF-16'?><o/>", "FILE_ENCODING", 1],
    ["<?xml version='1.0' encoding='klingon'?><o/>", "FILE_ENCODING", 1],
    ["", "XML_SYNTAX", 1],
    ["<o>".repeat(1_000_000), "XML_DEPTH", 1],
    [`<o><r ${Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(" ")}/></o>`, "XML_TOO_LARGE", 1],
    [`<o><r>${"x".repeat(3 << 20)}`, "XML_TOO_LARGE", 1],
    [`<o><!-- ${"x".repeat(3 << 20)}`, "XML_TOO_LARGE", 1],
    [`<o ${"x".repeat(3 << 20)}`, "XML_TOO_LARGE", 1],
  ])("%.40s is refused as a whole", async (text, code, line) => {
    expect(await faultOf(text, "XML", { schema: ORDER })).toEqual({ code, line });
  });

  test("items that name no element, or are no path, are refused", async () => {
    expect(await faultOf("<o><r/></o>", "XML", { items: "/o/x" })).toEqual({ code: "XML_ITEMS", line: null });
    expect(await faultOf("<o><r/></o>", "XML", { items: "o x" })).toEqual({ code: "XML_ITEMS", line: null });
  });
});
