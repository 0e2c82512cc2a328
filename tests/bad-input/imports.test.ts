import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused } from "./refusal.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
}, 60_000);

afterAll(() => fixture.server.stop());
afterEach(async () => expect(await stillAnswers(fixture)).toBe(true));

const SECRET = "hunter2-hunter2-hunter2";

/** Rows of the fixture's tenant: others may be at work in the same database. */
async function count(table: string): Promise<number> {
  const text = `select count(*)::int as n from ${table} where tenant_id = $1`;
  const { rows } = await fixture.server.databases.owner.pool.query(text, [fixture.tenant.tenantId]);
  return rows[0].n;
}

describe("a file that is refused as a whole stores nothing and says why", () => {
  test.each<[string, string | Buffer, string, number | null]>([
    ["an empty file", "", "CSV_EMPTY", null],
    ["a byte-order mark and nothing else", "\ufeff", "CSV_EMPTY", null],
    ["an unknown column", `title,password\r\na,${SECRET}\r\n`, "CSV_HEADER", 1],
    ["a column given twice", "title,title\r\na,b\r\n", "CSV_HEADER", 1],
    ["colons", "title:size\r\na:1\r\n", "CSV_HEADER", 1],
    ["no header", `${SECRET},1\r\n`, "CSV_HEADER", 1],
    ["the prototype as a column", "title,__proto__\r\na,b\r\n", "CSV_HEADER", 1],
    ["a method of every object as a column", "title,constructor\r\na,b\r\n", "CSV_HEADER", 1],
    ["a quote within an unquoted field", `title,size\r\na,1\r\na"${SECRET},1\r\n`, "CSV_QUOTE", 3],
    ["text after a closing quote", `title,size\r\n"a"${SECRET},1\r\n`, "CSV_QUOTE", 2],
    ["a quote never closed", `title,size\r\na,1\r\n"${SECRET},1\r\nb,2\r\n`, "CSV_QUOTE", 3],
    [
      "Latin-1",
      Buffer.concat([Buffer.from("title,size\r\ncaf"), Buffer.from([0xe9]), Buffer.from(",1\r\n")]),
      "FILE_ENCODING",
      2,
    ],
    ["half a character of UTF-16", Buffer.from("\ufefftitle,size\r\na\ud800,1\r\n", "utf16le"), "FILE_ENCODING", 2],
    [
      "an overlong form",
      Buffer.concat([Buffer.from("title,size\r\n"), Buffer.from([0xc0, 0xaf]), Buffer.from(",1\r\n")]),
      "FILE_ENCODING",
      2,
    ],
    [
      "half of a surrogate pair in UTF-8",
      Buffer.concat([Buffer.from("title,size\r\n"), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from(",1\r\n")]),
      "FILE_ENCODING",
      2,
    ],
    [
      "a character cut short at the end",
      Buffer.concat([Buffer.from("title,size\r\na,1\r\n"), Buffer.from([0xe2, 0x82])]),
      "FILE_ENCODING",
      3,
    ],
    ["a NUL byte", `title,size\r\na,1\r\na\u0000b,2\r\n`, "FILE_NUL", 3],
    ["a NUL byte in the header", "title\u0000,size\r\na,1\r\n", "FILE_NUL", 1],
    ["10 MB in one field", `title,size\r\n"${"a".repeat(10 * 1024 * 1024)}",1\r\n`, "CSV_FIELD_TOO_LARGE", 2],
    ["10 MB without a line break or comma", "a".repeat(10 * 1024 * 1024), "CSV_FIELD_TOO_LARGE", 1],
    ["a million columns", `title,size\r\n${",".repeat(1_000_000)}\r\n`, "CSV_TOO_MANY_COLUMNS", 2],
    [
      "a row too large",
      `title,size\r\n${Array.from({ length: 6 }, () => `"${"b".repeat(200 * 1024)}"`).join()}\r\n`,
      "CSV_RECORD_TOO_LARGE",
      2,
    ],
  ])("%s", async (_what, content, code, line) => {
    for (const mode of ["strict", "partial"]) {
      const before = await count("data.record");
      const report = await fixture.importFile(content, `?mode=${mode}`);
      expect({ mode, status: report.status, code: report.failure?.code, line: report.failure?.line ?? null }).toEqual({
        mode,
        status: "FAILED",
        code,
        line: line === null ? expect.toSatisfy((one) => one === null || one === 1) : line,
      });
      expect(report.failure?.message).toMatch(/^.{20,}\.$/s);
      expect(JSON.stringify(report)).not.toContain(SECRET);
      expect({ stored: report.rowsStored, records: await count("data.record") }).toEqual({
        stored: 0,
        records: before,
      });
      // The file goes a moment after the end is told.
      await expect.poll(() => count("platform.blob")).toBe(0);
    }
  });
});

describe("a row that is refused is reported with line, column and code", () => {
  test.each<[string, string, string, string | null]>([
    ["too few fields", "a", "ROW_FIELDS", null],
    ["too many fields", "a,1,2", "ROW_FIELDS", null],
    ["no number", `a,${SECRET}`, "VALUE_TYPE", "size"],
    ["a hexadecimal number", "a,0x1F", "VALUE_TYPE", "size"],
    ["a number with a space", "a, 1", "VALUE_TYPE", "size"],
    ["a fraction", "a,1.5", "VALUE_TYPE", "size"],
    ["infinity", "a,Infinity", "VALUE_TYPE", "size"],
    ["a number beyond a double", "a,1e400", "VALUE_TYPE", "size"],
    ["an integer beyond 2^53", "a,9007199254740993", "VALUE_TYPE", "size"],
    ["a text too long", `${SECRET.repeat(20)},1`, "VALUE_LENGTH", "title"],
  ])("%s", async (_what, row, code, column) => {
    const before = await count("data.record");
    const file = `title,size\r\ngood,1\r\n${row}\r\ngood,2\r\n`;
    const strict = await fixture.importFile(file);
    expect({
      status: strict.status,
      failure: strict.failure?.code,
      stored: strict.rowsStored,
      records: await count("data.record"),
    }).toEqual({ status: "FAILED", failure: "ROWS_REJECTED", stored: 0, records: before });
    const partial = await fixture.importFile(file, "?mode=partial");
    expect({
      status: partial.status,
      stored: partial.rowsStored,
      rejected: partial.rowsRejected,
      records: await count("data.record"),
    }).toEqual({ status: "SUCCEEDED", stored: 2, rejected: 1, records: before + 2 });
    for (const { rejections } of [strict, partial]) {
      expect(rejections).toHaveLength(1);
      expect(rejections[0]).toMatchObject({
        row: 2,
        line: 3,
        column,
        code,
        message: expect.stringMatching(/^.{20,}\.$/s),
      });
      expect(JSON.stringify(rejections)).not.toContain(SECRET);
    }
  });
});

const JSON_TYPE = "application/json";
const XML_TYPE = "application/xml";
const BOMB = `<!DOCTYPE l [<!ENTITY a "${SECRET}"><!ENTITY b "${"&a;".repeat(50)}"><!ENTITY c "${"&b;".repeat(50)}">]>`;

describe("a tree that is refused as a whole stores nothing and says why", () => {
  test.each<[string, string, string, string, number]>([
    ["a hundred thousand arrays in each other", JSON_TYPE, "[".repeat(100_000), "JSON_DEPTH", 1],
    ["an array that is never closed", JSON_TYPE, `[{"title":"a","size":1},\n{"title":"${SECRET}"`, "JSON_SYNTAX", 2],
    ["two documents", JSON_TYPE, '[{"title":"a"}]\n[{"title":"b"}]', "JSON_SYNTAX", 2],
    ["entities that multiply", XML_TYPE, `${BOMB}<l><r><title>&c;</title></r></l>`, "XML_DOCTYPE", 1],
    [
      "a file of the server as an entity",
      XML_TYPE,
      '<!DOCTYPE l [<!ENTITY f SYSTEM "file:///etc/passwd">]><l><r><title>&f;</title></r></l>',
      "XML_DOCTYPE",
      1,
    ],
    ["an entity nobody declared", XML_TYPE, "<l>\n<r><title>&bomb;</title></r></l>", "XML_SYNTAX", 2],
    ["a hundred thousand elements in each other", XML_TYPE, "<l>".repeat(100_000), "XML_DEPTH", 1],
    ["JSON that was called XML", XML_TYPE, '[{"title":"a"}]', "FILE_FORMAT", 1],
  ])("%s", async (_what, type, content, code, line) => {
    for (const mode of ["strict", "partial"]) {
      const before = await count("data.record");
      const report = await fixture.importFile(content, `?mode=${mode}`, type);
      expect(report).toMatchObject({ status: "FAILED", rowsStored: 0, failure: { code, line } });
      expect(report.failure?.message).toMatch(/^.{20,}\.$/s);
      expect(JSON.stringify(report)).not.toMatch(/hunter2|root:/);
      expect(await count("data.record")).toBe(before);
      await expect.poll(() => count("platform.blob")).toBe(0);
    }
  });
});

describe("a record of a tree that is refused is reported with line, path, field and code", () => {
  const json = (record: string) => `[{"title":"good","size":1},\n${record},\n{"title":"good","size":2}]`;
  const xml = (record: string) =>
    `<l><r><title>good</title></r>\n<r>${record}</r>\n<r size="2"><title>good</title></r></l>`;

  test.each<[string, string, string, string, string | null]>([
    ["a name given twice", JSON_TYPE, json(`{"title":"a","title":"${SECRET}"}`), "VALUE_DUPLICATE", "/title"],
    ["a number beyond a double", JSON_TYPE, json('{"title":"a","size":1e999}'), "VALUE_NUMBER", "/size"],
    ["an integer beyond 2^53", JSON_TYPE, json('{"title":"a","size":9007199254740993}'), "VALUE_NUMBER", "/size"],
    ["a field nobody defined", JSON_TYPE, json(`{"title":"a","secret":"${SECRET}"}`), "VALUE_RULE", "/secret"],
    ["the prototype as a field", JSON_TYPE, json('{"title":"a","__proto__":{"size":1}}'), "VALUE_JSON", "/__proto__"],
    ["no object", JSON_TYPE, json(`"${SECRET}"`), "ROW_JSON", null],
    ["an element given twice", XML_TYPE, xml(`<title>a</title><title>${SECRET}</title>`), "VALUE_DUPLICATE", "/title"],
    ["a number of XML that is none", XML_TYPE, xml(`<size>${SECRET}</size>`), "VALUE_TYPE", "/size"],
    ["elements in a text", XML_TYPE, xml(`<title>a<b>${SECRET}</b></title>`), "VALUE_TYPE", "/title"],
  ])("%s", async (_what, type, file, code, field) => {
    const before = await count("data.record");
    const strict = await fixture.importFile(file, "", type);
    expect(strict).toMatchObject({ status: "FAILED", failure: { code: "ROWS_REJECTED" }, rowsStored: 0 });
    expect(await count("data.record")).toBe(before);
    const partial = await fixture.importFile(file, "?mode=partial", type);
    expect(partial).toMatchObject({ status: "SUCCEEDED", rowsStored: 2, rowsRejected: 1 });
    expect(await count("data.record")).toBe(before + 2);
    const record = type === JSON_TYPE ? "/1" : "/l/r[2]";
    for (const { rejections } of [strict, partial]) {
      expect(rejections).toEqual([
        expect.objectContaining({ row: 2, line: 2, column: null, path: `${record}${field ?? ""}`, field, code }),
      ]);
      expect(JSON.stringify(rejections)).not.toContain(SECRET);
    }
  });
});

/** Sends a request over a bare socket, waits until the server has begun to store it, and hangs up. */
async function cutOff(head: string[], body: string): Promise<void> {
  const { port } = new URL(fixture.server.address);
  const socket = connect(Number(port), "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  await expect.poll(() => count("platform.blob"), { timeout: 5_000 }).toBe(1);
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.destroy();
  await gone;
}

describe("an upload that breaks off leaves nothing", () => {
  const head = () => [
    `POST /v1/collections/${fixture.collection}/imports HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${fixture.tenant.keys.Developer}`,
    "Content-Type: text/csv",
  ];

  test("with a Content-Length", async () => {
    const before = await fixture.state();
    await cutOff([...head(), "Content-Length: 9000000"], `title,size\r\n${"a,1\r\n".repeat(400_000)}`);
    await expect.poll(fixture.state, { timeout: 5_000 }).toBe(before);
  });

  test("in chunks", async () => {
    const before = await fixture.state();
    const part = `title,size\r\n${"a,1\r\n".repeat(400_000)}`;
    await cutOff([...head(), "Transfer-Encoding: chunked"], `${part.length.toString(16)}\r\n${part}\r\n`);
    await expect.poll(fixture.state, { timeout: 5_000 }).toBe(before);
  });

  test("that was never allowed to begin: the collection does not exist", async () => {
    const before = await fixture.state();
    const answer = await fixture.tenant.rest("Developer", "POST", "/v1/collections/nothing/imports", "title\r\na\r\n", {
      "content-type": "text/csv",
    });
    expectRefused(answer, "NOT_FOUND");
    expect(await fixture.state()).toBe(before);
  });
});

test("a mode nobody knows", async () => {
  const path = `/v1/collections/${fixture.collection}/imports?mode=fast`;
  expectRefused(
    await fixture.tenant.rest("Developer", "POST", path, "title\r\n", { "content-type": "text/csv" }),
    "BAD_USER_INPUT",
  );
});

test("a compressed file is not taken for a text", async () => {
  const path = `/v1/collections/${fixture.collection}/imports`;
  const answer = await fixture.tenant.rest("Developer", "POST", path, Buffer.from([0x1f, 0x8b, 8, 0]), {
    "content-type": "text/csv",
    "content-encoding": "gzip",
  });
  if (answer.status === 202) expect((await fixture.importFile(Buffer.from([0x1f, 0x8b, 8, 0]))).status).toBe("FAILED");
  else expectRefused(answer, ["UNSUPPORTED_MEDIA_TYPE", "BAD_USER_INPUT"]);
});

const MEGABYTE = 1024 * 1024;
const long = (mebibytes: number) => Buffer.alloc(mebibytes * MEGABYTE, "a");
const wrapped = (before: string, middle: Buffer, after: string) =>
  Buffer.concat([Buffer.from(before), middle, Buffer.from(after)]);

describe("memory stays flat, the thread's that reads the file included", () => {
  test.each<[string, Buffer, string]>([
    ["10 MB in a field of CSV", wrapped('title,size\r\n"', long(10), '",1\r\n'), "text/csv"],
    ["10 MB of columns", wrapped("title", Buffer.alloc(10 * MEGABYTE, ",a"), "\r\n"), "text/csv"],
    ["10 MB in a line of NDJSON", wrapped('{"title":"', long(10), '"}\n'), "application/x-ndjson"],
    ["10 MB in a text of JSON", wrapped('[{"title":"', long(10), '"}]'), JSON_TYPE],
    ["10 million arrays in each other", Buffer.alloc(10 * MEGABYTE, "["), JSON_TYPE],
    ["10 MB in an element of XML", wrapped("<l><r><title>", long(10), "</title></r></l>"), XML_TYPE],
    ["10 MB in an attribute", wrapped('<l><r title="', long(10), '"/></l>'), XML_TYPE],
    ["3 million elements in each other", Buffer.alloc(10 * MEGABYTE, "<l>"), XML_TYPE],
    [
      "a gigabyte in a megabyte",
      Buffer.concat(Array.from({ length: 64 }, () => gzipSync(Buffer.alloc(16 * MEGABYTE, "a,")))),
      "text/csv",
    ],
  ])("%s", async (_what, file, type) => {
    const refused = async () => expect((await fixture.importFile(file, "", type)).status).toBe("FAILED");
    await refused();
    const before = process.memoryUsage().rss;
    let most = before;
    const look = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    for (let round = 0; round < 3; round++) await refused();
    clearInterval(look);
    expect((most - before) / MEGABYTE).toBeLessThan(150);
  });
});
