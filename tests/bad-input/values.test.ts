import { ERROR_STATUS } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { supergraphSdl } from "@bulkhead/server/gateway.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fieldOf, operationOf, setPath } from "../testkit/isolation/operation.ts";
import type { Probe } from "../testkit/isolation/probe.ts";
import { probes } from "../testkit/isolation/probes.ts";
import { fieldsToProbe, readSupergraph } from "../testkit/isolation/schema-walk.ts";
import { idKindOf, isIdKind, type Reference } from "../testkit/isolation/world.ts";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused, refusalsIn } from "./refusal.ts";

/** Texts that have broken parsers, databases, logs and prototypes, put into every argument there is. */
const NASTY: Record<string, unknown> = {
  empty: "",
  "a NUL": "a\u0000b",
  "a lone high surrogate": "a\ud800b",
  "a lone low surrogate": "\udc00",
  "line breaks": "a\r\nSet-Cookie: b\n",
  "a backspace and an escape": "\u0008\u001b[31m",
  "right-to-left override": "abc\u202etxt.exe",
  "the prototype": "__proto__",
  "a method of every object": "constructor",
  SQL: "x'; drop table data.record; --",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what an attacker would write
  "a format string": "%s%n%x ${7*7} {{7*7}}",
  "a path": "../../../../etc/passwd",
  "64 KB": "a".repeat(64 * 1024),
  "900 KB": "é".repeat(450 * 1024),
  "an emoji that is four bytes": "👩‍👩‍👧‍👦".repeat(10),
  "not a character": "\uffff\ufffe",
};

/** Values of other types, for arguments that take any JSON. */
const NASTY_JSON: Record<string, unknown> = {
  null: null,
  "a huge number": 1.7976931348623157e308,
  "an integer beyond 2^53": 2 ** 53,
  "minus zero": -0,
  "a list": [[[[]]]],
  "an object": { $gt: "" },
  "a nested NUL": { a: ["\u0000"] },
};

let fixture: Fixture;
const schema = readSupergraph(supergraphSdl);

beforeAll(async () => {
  fixture = await openFixture();
}, 60_000);

afterAll(() => fixture.server.stop());

/** An innocent value for the arguments that are not tried: right in form, and nobody's. */
function innocent(kind: Reference): string {
  if (kind === "collectionName") return fixture.collection;
  if (isIdKind(kind)) return encodeId(idKindOf(kind), newUuid());
  return kind === "email" ? `${newUuid()}@users.example` : "innocent";
}

function argsWith(probe: Probe, path: string, value: unknown): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [one, fixed] of Object.entries(probe.given ?? {})) setPath(args, one, fixed);
  for (const [one, kind] of Object.entries(probe.references ?? {})) setPath(args, one, innocent(kind));
  const entry = probe.alone?.[path];
  if (entry && typeof entry !== "string")
    for (const [one, fixed] of Object.entries(entry.with)) setPath(args, one, fixed);
  if (path.startsWith("filter[].") && path !== "filter[].field") setPath(args, "filter[].field", "title");
  setPath(args, path, value);
  return args;
}

const cases = fieldsToProbe(schema)
  .filter(({ coordinate }) => /^(Query|Mutation)\./.test(coordinate))
  .flatMap(({ coordinate, textPaths }) => textPaths.map((path) => [coordinate, path] as const));

describe("whatever text stands in an argument, the answer is right or a documented refusal", () => {
  test.each(cases)("%s(%s)", async (coordinate, path) => {
    const { field } = fieldOf(schema, coordinate);
    const takesJson = /JSON/.test(String(leafType(field, path)));
    for (const [what, value] of Object.entries({ ...NASTY, ...(takesJson ? NASTY_JSON : {}) })) {
      const { query, variables } = operationOf(
        schema,
        { coordinate, args: argsWith(probes[coordinate] ?? {}, path, value) },
        undefined,
        { depth: 0 },
      );
      const answer = await fixture.graphql(query, variables);
      const codes = refusalsIn(answer.text).map(({ code }) => code);
      expect({ what, status: answer.status, codes }).toEqual({
        what,
        status: expect.any(Number),
        codes: codes.filter((code) => code in ERROR_STATUS && !/INTERNAL|UNAVAILABLE/.test(code)),
      });
      if (codes.length > 0)
        expectRefused(
          answer,
          codes as never,
          typeof value === "string" && value.length > 2_000 ? [value.slice(0, 2_000)] : [],
        );
    }
    expect(await stillAnswers(fixture)).toBe(true);
  });
});

function leafType(field: ReturnType<typeof fieldOf>["field"], path: string): unknown {
  let type: unknown = field.args.find((arg) => arg.name === path.split(/[.[]/)[0])?.type;
  for (const step of path.split(".").slice(1)) {
    let bare = type as { ofType?: unknown; getFields?: () => Record<string, { type: unknown }> };
    while (bare?.ofType) bare = bare.ofType as typeof bare;
    type = bare?.getFields?.()[step.replace("[]", "")]?.type;
  }
  return type;
}

describe("numbers and enums out of bounds", () => {
  const page = (first: unknown) =>
    fixture.graphql("query ($n: Int) { users(first: $n) { nodes { id } } }", { n: first });

  test.each([0, -1, 501, 2 ** 31 - 1])("first: %s", async (first) => {
    expect(expectRefused(await page(first), "BAD_USER_INPUT").fields[0]?.path).toBe("first");
  });

  test.each([2 ** 31, 1.5, "10", Number.POSITIVE_INFINITY, true, [1]])("first: %s, which is no Int", async (first) => {
    const body = JSON.stringify({
      query: "query ($n: Int) { users(first: $n) { nodes { id } } }",
      variables: { n: first },
    }).replace("null", "1e400");
    expectRefused(await fixture.post(body), ["BAD_USER_INPUT"]);
  });

  test("both directions at once", async () => {
    expectRefused(await fixture.graphql("{ users(first: 1, last: 1) { nodes { id } } }"), "BAD_USER_INPUT");
  });

  test.each([
    "yesterday",
    "2026-13-01T00:00:00Z",
    "2026-11-22",
    "2026-02-30T00:00:00Z",
    "999999-01-01T00:00:00Z",
    "0000-00-00T00:00:00Z",
    5,
  ])("from: %s", async (from) => {
    const query = "query ($f: AuditEventFilter) { auditEvents(filter: $f) { nodes { id } } }";
    expectRefused(await fixture.graphql(query, { f: { from } }), "BAD_USER_INPUT");
  });

  test("a version beyond an Int, and one that is negative", async () => {
    const query = "mutation ($i: DeleteRecordInput!) { deleteRecord(input: $i) { id } }";
    expectRefused(
      await fixture.graphql(query, { i: { id: encodeId("record", newUuid()), version: 2 ** 40 } }),
      "BAD_USER_INPUT",
    );
    expectRefused(await fixture.graphql(query, { i: { id: encodeId("record", newUuid()), version: -1 } }), [
      "NOT_FOUND",
      "BAD_USER_INPUT",
    ]);
  });
});

const STRICT = {
  type: "object",
  additionalProperties: false,
  properties: { title: { type: "string", maxLength: 200 }, size: { type: "integer" } },
};

describe("a record that its collection's schema refuses", () => {
  const create = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
  const send = (data: string) =>
    fixture.post(`{"query":${JSON.stringify(create)},"variables":{"i":{"collection":"strict","data":${data}}}}`);
  // Of its own: what came before may have changed the schema of the others.
  beforeAll(async () => {
    const define = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
    expect((await fixture.graphql(define, { i: { name: "strict", schema: STRICT } })).status).toBe(200);
  });
  const secret = "hunter2-hunter2-hunter2";

  test.each([
    ["an unknown property", `{"title":"a","password":"${secret}"}`],
    ["a wrong type", `{"title":{"value":"${secret}"}}`],
    ["a text too long", `{"title":"${secret.repeat(50)}"}`],
    ["no object", `["${secret}"]`],
    ["a text", `"${secret}"`],
    ["null", "null"],
    ["a number", "7"],
    ["the prototype as a property", `{"__proto__":{"title":"${secret}"}}`],
    ["the prototype within", `{"title":"a","size":{"__proto__":1}}`],
    ["a constructor", `{"constructor":{"prototype":{"admin":true}}}`],
    ["an escaped NUL", `{"title":"\\u0000${secret}"}`],
    ["an escaped NUL in a name", `{"a\\u0000":"${secret}"}`],
    ["half a character", `{"title":"\\ud800"}`],
    ["an integer that is none", '{"size":1.5}'],
    ["an integer beyond 2^53", '{"size":9007199254740993}'],
    ["a number beyond a double", '{"size":1e400}'],
    ["nesting of ten thousand", `{"title":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
    ["nesting of a hundred thousand", `{"title":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
    ["twenty thousand properties", `{${Array.from({ length: 20_000 }, (_, at) => `"p${at}":1`).join()}}`],
  ])("%s", async (_what, data) => {
    const before = await fixture.state();
    const began = performance.now();
    const refusal = expectRefused(await send(data), ["INVALID_RECORD", "BAD_USER_INPUT"], [secret]);
    expect(performance.now() - began).toBeLessThan(1_500);
    expect(refusal.fields.length).toBeLessThanOrEqual(100);
    expect(await fixture.state()).toBe(before);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    expect(await stillAnswers(fixture)).toBe(true);
  });

  test("a property given twice counts as its last value and as nothing else", async () => {
    expectRefused(await send('{"title":"fits","title":7}'), "INVALID_RECORD");
  });
});
