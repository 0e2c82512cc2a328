import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "../../../tests/testkit/rooms.ts";
import { ask, define, someone } from "./fixture.ts";
import { eventsOf } from "./guards.ts";
import {
  importFile,
  openTestImports,
  readImport,
  startImport,
  storedRows,
  type TestImports,
} from "./import-fixture.ts";

let imports: TestImports;
beforeAll(async () => {
  imports = await openTestImports();
});
afterAll(() => imports.stop());

const FILE = [
  "score,name,age,seenAt,active,note",
  "1.5,Ada,36,1843-01-01T00:00:00Z,true,first",
  ',"Grace ""Amazing"" Hopper",,,,""',
  "",
  '-2,Édith,0,,false,"two\r\nlines"',
].join("\r\n");

describe("a file without faults", () => {
  test.each(["STRICT", "PARTIAL"])("is stored whole in mode %s, with its indexed fields", async (mode) => {
    const ada = someone();
    await define(imports, ada);
    const done = await importFile(imports, ada, FILE, mode);
    expect(done).toMatchObject({ status: "SUCCEEDED", rowsRead: 3, rowsStored: 3, rowsRejected: 0, failure: null });
    expect(Date.parse(done.finishedAt ?? "")).toBeGreaterThanOrEqual(Date.parse(done.createdAt));
    expect(await storedRows(imports, done.id)).toEqual([
      {
        import_row: 1,
        data: { name: "Ada", age: 36, score: 1.5, active: true, seenAt: "1843-01-01T00:00:00Z", note: "first" },
        version: 1,
        created_by: ada.id,
        t1: "vAda",
        n1: 36,
        n2: 1.5,
        n3: 1,
        n4: Date.parse("1843-01-01T00:00:00Z"),
      },
      {
        import_row: 2,
        data: { name: 'Grace "Amazing" Hopper', note: "" },
        version: 1,
        created_by: ada.id,
        t1: 'vGrace "Amazing" Hopper',
        n1: -Infinity,
        n2: -Infinity,
        n3: -Infinity,
        n4: -Infinity,
      },
      expect.objectContaining({
        import_row: 3,
        data: { name: "Édith", age: 0, score: -2, active: false, note: "two\r\nlines" },
      }),
    ]);
  });

  test("is found by the same lists and filters as records created one by one", async () => {
    const ada = someone();
    await define(imports, ada);
    await importFile(imports, ada, FILE);
    const LIST = `query ($filter: [RecordFilter!], $sort: [RecordSort!]) {
      records(collection: "people", filter: $filter, sort: $sort) { nodes { data createdBy { id } } } }`;
    const names = async (variables: object) => {
      const answer = await ask(imports, ada, LIST, { ...variables });
      return answer.data.records.nodes.map((node: { data: { name: string } }) => node.data.name);
    };
    expect(await names({})).toEqual(["Ada", 'Grace "Amazing" Hopper', "Édith"]);
    expect(await names({ sort: { field: "age" } })).toEqual(['Grace "Amazing" Hopper', "Édith", "Ada"]);
    expect(await names({ filter: [{ field: "score", lessThan: 0 }] })).toEqual(["Édith"]);
  });

  test("leaves one event per batch and per end, and one audit event for the end, by the platform", async () => {
    const ada = someone();
    const collection = await define(imports, ada);
    const { id } = await importFile(imports, ada, FILE);
    const { outbox, audit } = await eventsOf(imports, ada.tenantId);
    const importId = tryDecodeId("import", id);
    expect(outbox.slice(-2)).toMatchObject([
      {
        type: "records.imported",
        subject: tryDecodeId("collection", collection.id),
        payload: { importId, firstRow: 1, lastRow: 3, count: 3 },
      },
      { type: "import.finished", subject: importId, payload: { status: "SUCCEEDED", rowsStored: 3, rowsRejected: 0 } },
    ]);
    const [started, ended] = audit.slice(-2);
    expect(ended).toMatchObject({
      action: "import.finish",
      target_id: id,
      xid: outbox.at(-1)?.xid,
      body: {
        actor: { kind: "platform", id: "platform" },
        requestId: started?.body.requestId,
        detail: { collection: "people", status: "SUCCEEDED", rowsRead: 3, rowsStored: 3, rowsRejected: 0 },
      },
    });
  });

  test("with a header alone is a success of no rows", async () => {
    const ada = someone();
    await define(imports, ada);
    expect(await importFile(imports, ada, "name\n")).toMatchObject({ status: "SUCCEEDED", rowsRead: 0, rowsStored: 0 });
  });
});

const WRONG = "name,age\nAda,36\nBob,minus one\n,3\nCyd,4,5\nDan,40\n";

describe("a file with wrong rows", () => {
  const rejected = [
    { row: 2, line: 3, column: "age", code: "VALUE_TYPE", value: "m*******e" },
    { row: 3, line: 4, column: "name", code: "VALUE_REQUIRED", value: null },
    { row: 4, line: 5, column: null, code: "ROW_FIELDS", value: null },
  ];

  test("stores nothing in mode STRICT and reports every wrong row", async () => {
    const ada = someone();
    await define(imports, ada);
    const done = await importFile(imports, ada, WRONG);
    expect(done).toMatchObject({
      status: "FAILED",
      rowsRead: 5,
      rowsStored: 0,
      rowsRejected: 3,
      failure: { code: "ROWS_REJECTED", line: null },
      rejections: { nodes: rejected },
    });
    expect(await storedRows(imports, done.id)).toEqual([]);
  });

  test("stores the right rows in mode PARTIAL and reports every wrong one", async () => {
    const ada = someone();
    await define(imports, ada);
    const done = await importFile(imports, ada, WRONG, "PARTIAL");
    expect(done).toMatchObject({
      status: "SUCCEEDED",
      rowsRead: 5,
      rowsStored: 2,
      rowsRejected: 3,
      failure: null,
      rejections: { nodes: rejected },
    });
    expect((await storedRows(imports, done.id)).map((row) => [row.import_row, row.data.name])).toEqual([
      [1, "Ada"],
      [5, "Dan"],
    ]);
  });

  test("is reported to the last row, page by page", async () => {
    const ada = someone();
    await define(imports, ada);
    const rows = Array.from({ length: 1_500 }, (_, at) => `n${at},${at % 3 === 0 ? "x" : at}`);
    const { id, rowsRejected } = await importFile(imports, ada, `name,age\n${rows.join("\n")}`);
    expect(rowsRejected).toBe(500);
    const PAGE = `query ($id: ID!, $after: String) { import(id: $id) {
      rejections(first: 200, after: $after) { nodes { row } pageInfo { hasNextPage endCursor } } } }`;
    const seen: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const answer: Answer = await ask(imports, ada, PAGE, { id, after });
      const { nodes, pageInfo } = answer.data.import.rejections;
      seen.push(...nodes.map(({ row }: { row: number }) => row));
      ({ hasNextPage: more, endCursor: after } = pageInfo);
    }
    expect(seen).toEqual(Array.from({ length: 500 }, (_, at) => at * 3 + 1));
  });

  test("keeps its report to itself: another tenant reads nothing of it by the import's own id", async () => {
    const [ada, eve] = [someone(), someone()];
    await define(imports, ada);
    const { id } = await importFile(imports, ada, WRONG);
    const REFERENCE = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Import { id rejections { nodes { row } } } } }`;
    const of = (one: string) => ({ of: [{ __typename: "Import", id: one }] });
    expect((await ask(imports, ada, REFERENCE, of(id))).data._entities[0].rejections.nodes).toHaveLength(3);
    const foreign = await ask(imports, eve, REFERENCE, of(id));
    expect(foreign).toEqual(await ask(imports, eve, REFERENCE, of(encodeId("import", eve.tenantId))));
  });
});

describe("a file that is no CSV for its collection", () => {
  const good = Array.from({ length: 3_000 }, (_, at) => `name ${at}`).join("\n");

  test.each([
    ["an empty file", "", "CSV_EMPTY", null],
    ["a wrong header", "name,agee\nAda,1\n", "CSV_HEADER", 1],
    ["a header without a required column", "age\n1\n", "CSV_HEADER", 1],
    ["a broken quote after thousands of right rows", `name\n${good}\n"Ada\n`, "CSV_QUOTE", 3_002],
    [
      "a bad encoding after thousands of right rows",
      Buffer.from(`name\n${good}\nZo\xeb\n`, "latin1"),
      "FILE_ENCODING",
      3_002,
    ],
    ["a NUL byte", "name\nA\0da\n", "FILE_NUL", 2],
    ["ten megabytes in one field", `name\n${"x".repeat(10 << 20)}\n`, "CSV_FIELD_TOO_LARGE", 2],
  ])("%s is refused whole, in either mode, with its line", async (_what, content, code, line) => {
    const ada = someone();
    await define(imports, ada);
    for (const mode of ["STRICT", "PARTIAL"]) {
      const done = await importFile(imports, ada, content, mode);
      expect(done).toMatchObject({ status: "FAILED", rowsStored: 0, failure: { code, line } });
      expect(await storedRows(imports, done.id)).toEqual([]);
    }
  });

  test("is said in words that repeat no value of the file's rows", async () => {
    const ada = someone();
    await define(imports, ada);
    const { failure } = await importFile(imports, ada, 'name\ntop"secret\n');
    expect(failure?.code).toBe("CSV_QUOTE");
    expect(failure?.message).not.toContain("secret");
  });
});

test("an import in its turn is found by whoever may read imports, and by nobody else's id", async () => {
  const ada = someone();
  await define(imports, ada);
  const id = await startImport(imports, ada, "name\nAda\n");
  await imports.ended(id);
  expect((await readImport(imports, ada, id)).status).toBe("SUCCEEDED");
  const answer = await ask(imports, ada, '{ import(id: "imp_x") { id } }');
  expect(answer.refusals).toMatchObject([{ code: "BAD_USER_INPUT", fields: [{ path: "id" }] }]);
});
