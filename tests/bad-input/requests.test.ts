import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused } from "./refusal.ts";

let fixture: Fixture;
let before: string;

beforeAll(async () => {
  // The schema of today is not deep enough to reach the standard limit.
  fixture = await openFixture({ BULKHEAD_LIMIT_DOCUMENT_DEPTH: "6" });
}, 60_000);

afterAll(() => fixture.server.stop());

beforeEach(async () => {
  before = await fixture.state();
});

afterEach(async () => {
  expect(await stillAnswers(fixture)).toBe(true);
  expect(await fixture.state()).toBe(before);
});

const JSON_TYPE = { "content-type": "application/json" };
const QUERY = "{ tenant { id } }";

describe("a body that is no GraphQL request", () => {
  test.each([
    ["malformed JSON", '{"query": "{ tenant { id } }"', "MALFORMED_JSON"],
    ["JSON with a trailing comma", '{"query": "{ tenant { id } }",}', "MALFORMED_JSON"],
    ["an empty body", "", ["MALFORMED_JSON", "BAD_USER_INPUT"]],
    ["a list", "[]", "BAD_USER_INPUT"],
    ["a batch", `[{"query":"${QUERY}"},{"query":"${QUERY}"}]`, "BAD_USER_INPUT"],
    ["null", "null", "BAD_USER_INPUT"],
    ["a text", '"query"', "BAD_USER_INPUT"],
    ["no query", "{}", "BAD_USER_INPUT"],
    ["a query that is no text", '{"query": 7}', "BAD_USER_INPUT"],
    ["variables that are no object", `{"query":"${QUERY}","variables":[1]}`, "BAD_USER_INPUT"],
    ["extensions that are no object", `{"query":"${QUERY}","extensions":"x"}`, "BAD_USER_INPUT"],
    ["an operationName that is no text", `{"query":"${QUERY}","operationName":{}}`, "BAD_USER_INPUT"],
    ["an empty query", '{"query": ""}', ["BAD_USER_INPUT", "GRAPHQL_PARSE_FAILED"]],
    ["a NUL byte in the query", '{"query": "{ tenant \\u0000 { id } }"}', "GRAPHQL_PARSE_FAILED"],
  ] as const)("%s", async (_what, body, code) => {
    expectRefused(await fixture.post(body), code as "MALFORMED_JSON");
  });

  test("bytes that are not UTF-8", async () => {
    const body = Buffer.concat([
      Buffer.from('{"query":"{ tenant { id } } #'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}'),
    ]);
    const { status } = await fixture.post(body);
    // RFC 8259 lets a reader replace them; in a comment that harms nobody.
    expect([200, 400]).toContain(status);
  });
});

describe("a wrong content type", () => {
  test.each([
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "text/csv",
  ])("%s", async (type) => {
    expectRefused(
      await fixture.post(JSON.stringify({ query: QUERY }), { "content-type": type }),
      "UNSUPPORTED_MEDIA_TYPE",
    );
  });

  test("none at all", async () => {
    expectRefused(await fixture.post(Buffer.from(JSON.stringify({ query: QUERY })), {}), "UNSUPPORTED_MEDIA_TYPE");
  });

  test("plain text where a file belongs, and a file where JSON does", async () => {
    const path = `/v1/collections/${fixture.collection}`;
    expectRefused(
      await fixture.tenant.rest("Admin", "POST", `${path}/imports`, "{}", { "content-type": "text/plain" }),
      "UNSUPPORTED_MEDIA_TYPE",
    );
    expectRefused(
      await fixture.tenant.rest("Admin", "POST", `${path}/records`, "title\n1", { "content-type": "text/csv" }),
      "UNSUPPORTED_MEDIA_TYPE",
    );
  });
});

describe("a body too large", () => {
  const big = JSON.stringify({ query: QUERY, variables: { x: "a".repeat(2 * 1024 * 1024) } });

  test("for GraphQL", async () => {
    expectRefused(await fixture.post(big), "BODY_TOO_LARGE");
  });

  test("for a record", async () => {
    const path = `/v1/collections/${fixture.collection}/records`;
    expectRefused(await fixture.tenant.rest("Admin", "POST", path, big, JSON_TYPE), "BODY_TOO_LARGE");
  });

  test("without a Content-Length to know it by", async () => {
    const stream = new ReadableStream({
      start(controller) {
        for (let part = 0; part < 32; part++) controller.enqueue(Buffer.alloc(64 * 1024, "a"));
        controller.close();
      },
    });
    const answer = await fetch(`${fixture.server.address}/graphql`, {
      method: "POST",
      headers: { ...JSON_TYPE, authorization: `Bearer ${fixture.tenant.keys.Admin}` },
      body: stream,
      duplex: "half",
    } as RequestInit).then(
      async (got) => ({ status: got.status, text: await got.text() }),
      // The server may hang up on a sender that goes on sending.
      () => undefined,
    );
    if (answer) expectRefused(answer, "BODY_TOO_LARGE");
  });

  test("announced and never sent: refused before it is read", async () => {
    const answer = await raw([
      "POST /graphql HTTP/1.1",
      "Host: localhost",
      `Authorization: Bearer ${fixture.tenant.keys.Admin}`,
      "Content-Type: application/json",
      "Content-Length: 999999999999",
      "Connection: close",
      "",
      "",
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain("BODY_TOO_LARGE");
  });
});

/** Sends lines over a bare socket and answers what came back until the server hung up. */
function raw(lines: string[]): Promise<string> {
  const { port } = new URL(fixture.server.address);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(lines.join("\r\n")));
    let heard = "";
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no answer, but: ${heard}`)));
    socket.on("data", (data) => {
      heard += data;
    });
    socket.on("close", () => resolve(heard));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      error.code === "ECONNRESET" || error.code === "EPIPE" ? resolve(heard) : reject(error),
    );
  });
}

test.each([
  ["no request at all", ["GARBAGE", "", ""]],
  ["two lengths", ["POST /graphql HTTP/1.1", "Host: x", "Content-Length: 5", "Content-Length: 6", "", "hello"]],
  [
    "a length and chunks, as a smuggler would",
    ["POST /graphql HTTP/1.1", "Host: x", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0", "", ""],
  ],
  ["a NUL in a header", ["GET /healthz HTTP/1.1", "Host: x", "X-A: a\u0000b", "", ""]],
  ["headers of 100 KB", ["GET /healthz HTTP/1.1", "Host: x", `X-A: ${"a".repeat(100_000)}`, "", ""]],
])("%s on the bare socket is refused and nothing more", async (_what, lines) => {
  expect(await raw(lines)).toMatch(/^(HTTP\/1\.1 4\d\d|$)/);
});

describe("a document that does not fit the schema", () => {
  test.each([
    ["no GraphQL", "this is no query", "GRAPHQL_PARSE_FAILED"],
    ["a bracket missing", "{ tenant { id }", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "{ tenant { id password } }", "GRAPHQL_VALIDATION_FAILED"],
    ["an unknown root field", "{ tenants { id } }", "GRAPHQL_VALIDATION_FAILED"],
    ["an unknown argument", '{ record(id: "x", tenant: "y") { id } }', "GRAPHQL_VALIDATION_FAILED"],
    [
      "an unknown input field",
      'mutation { deleteRecord(input: { id: "x", force: true }) { id } }',
      "GRAPHQL_VALIDATION_FAILED",
    ],
    ["a missing argument", "{ record { id } }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "a fragment that contains itself",
      "{ ...A } fragment A on Query { tenant { id } ...A }",
      "GRAPHQL_VALIDATION_FAILED",
    ],
    ["the plan's own entry point", "{ _entities(representations: []) { __typename } }", "GRAPHQL_VALIDATION_FAILED"],
    ["the subgraphs' own SDL", "{ _service { sdl } }", "GRAPHQL_VALIDATION_FAILED"],
    [
      "two operations and none chosen",
      "query A { tenant { id } } query B { tenant { id } }",
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "a subscription over HTTP",
      `subscription { recordChanged(collection: "things") { cursor } }`,
      ["BAD_USER_INPUT", "METHOD_NOT_ALLOWED", "OPERATION_RESOLUTION_FAILURE"],
    ],
  ] as const)("%s", async (_what, query, code) => {
    expectRefused(await fixture.graphql(query), code as "BAD_USER_INPUT");
  });

  test("a variable of a wrong type does not repeat its value", async () => {
    const secret = "not-an-integer-but-a-password";
    expectRefused(
      await fixture.graphql("query ($n: Int) { users(first: $n) { nodes { id } } }", { n: secret }),
      "BAD_USER_INPUT",
      [secret],
    );
  });

  test("an input object with an unknown field, in variables, does not repeat its value", async () => {
    const query = "mutation ($i: CreateUserInput!) { createUser(input: $i) { user { id } } }";
    const secret = "hunter2-hunter2";
    expectRefused(
      await fixture.graphql(query, { i: { email: "a@b.example", name: "A", password: secret } }),
      "BAD_USER_INPUT",
      [secret],
    );
  });
});

describe("a document that would cost too much", () => {
  const nest = (levels: number) => `{ ${"... on Query { ".repeat(levels)} tenant { id } ${"}".repeat(levels)} }`;
  const introspection = `{ __schema { types ${"{ fields { type ".repeat(6)} { name } ${"} }".repeat(6)} } }`;
  const fragments = Array.from(
    { length: 25 },
    (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`,
  ).join(" ");

  test.each([
    ["tokens", `{ ${"tenant { id } ".repeat(1_000)} }`, "OPERATION_TOO_LARGE"],
    ["depth", "{ imports { edges { node { rejections { edges { node { row } } } } } } }", "OPERATION_TOO_DEEP"],
    ["introspection that goes round and round", introspection, ["OPERATION_TOO_DEEP", "GRAPHQL_VALIDATION_FAILED"]],
    ["aliases", `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: tenant { id }`).join(" ")} }`, "TOO_MANY_ALIASES"],
    [
      "fragments that double at each step",
      `{ ...F0 } ${fragments} fragment F25 on Query { tenant { id } }`,
      ["OPERATION_TOO_LARGE", "OPERATION_TOO_DEEP", "TOO_MANY_ALIASES"],
    ],
    ["inline fragments nested a thousand times", nest(400), ["OPERATION_TOO_LARGE", "OPERATION_TOO_DEEP"]],
    [
      "directives repeated",
      `{ tenant ${"@include(if: true) ".repeat(500)} { id } }`,
      ["OPERATION_TOO_LARGE", "GRAPHQL_VALIDATION_FAILED"],
    ],
    [
      "a list value nested a thousand times",
      `{ records(collection: "things", filter: ${"[".repeat(1_200)}${"]".repeat(1_200)}) { nodes { id } } }`,
      ["OPERATION_TOO_LARGE", "GRAPHQL_PARSE_FAILED"],
    ],
  ] as const)("%s", async (_what, query, code) => {
    const began = performance.now();
    expectRefused(await fixture.graphql(query), code as "OPERATION_TOO_LARGE");
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  test("field merging of overlapping fragments takes bounded time", async () => {
    const overlap = Array.from({ length: 90 }, () => `... on Query { tenant { id name slug } }`).join(" ");
    const began = performance.now();
    await fixture.graphql(`{ ${overlap} }`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe("an address or a method that does not exist", () => {
  test.each([
    ["GET", "/v1/nothing", "NOT_FOUND"],
    ["GET", "/v2/collections/things/records", "NOT_FOUND"],
    ["DELETE", "/v1/collections/things/records", "METHOD_NOT_ALLOWED"],
    ["PUT", "/graphql", "METHOD_NOT_ALLOWED"],
    ["GET", "/v1/collections/%00/records", ["NOT_FOUND", "BAD_USER_INPUT"]],
    ["GET", "/v1/collections/%ff/records", ["NOT_FOUND", "BAD_USER_INPUT"]],
    ["GET", "/v1/collections/..%2f..%2fetc%2fpasswd/records", ["NOT_FOUND", "BAD_USER_INPUT"]],
    ["GET", `/v1/collections/${"a".repeat(5_000)}/records`, ["NOT_FOUND", "BAD_USER_INPUT"]],
    ["GET", "/v1/collections/things/records?first=abc", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?first=0", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?first=99999", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?limit=5", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?first=1&first=2", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?filter=x", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?filter[title][regex]=x", "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?filter[nothing]=x", "FIELD_UNKNOWN"],
    ["GET", "/v1/collections/things/records?filter[__proto__]=x", ["FIELD_UNKNOWN", "BAD_USER_INPUT"]],
    ["GET", "/v1/collections/things/records?sort=constructor", ["FIELD_UNKNOWN", "BAD_USER_INPUT"]],
    ["GET", "/v1/collections/things/records?filter[title]=%00", ["BAD_USER_INPUT"]],
    ["GET", `/v1/collections/things/records?where=${'{"not":'.repeat(900)}{}${"}".repeat(900)}`, "BAD_USER_INPUT"],
    ["GET", "/v1/collections/things/records?after=nonsense", "INVALID_CURSOR"],
    ["GET", "/v1/collections/things/records?after=%00", "INVALID_CURSOR"],
    ["GET", "/v1/imports/nonsense", "BAD_USER_INPUT"],
  ] as const)("%s %.80s", async (method, path, code) => {
    const answer = await fixture.tenant.rest("Admin", method, path);
    expectRefused(answer, code as "NOT_FOUND");
    if (path.startsWith("/v1")) expect(answer.headers.get("content-type")).toContain("application/problem+json");
    if (answer.status === 405) expect(answer.headers.get("allow")).toBeTruthy();
  });

  test("a record that is no object, lacks data, or has a member nobody knows", async () => {
    const send = (body: string) =>
      fixture.tenant.rest("Admin", "POST", `/v1/collections/${fixture.collection}/records`, body, JSON_TYPE);
    for (const body of [
      "[]",
      "null",
      "7",
      "{}",
      '{"data":{},"id":"x"}',
      '{"__proto__":{"data":{}}}',
      '{"data":{},"constructor":1}',
    ])
      expectRefused(await send(body), "BAD_USER_INPUT");
    expectRefused(await send("{"), "MALFORMED_JSON");
  });
});

test("every refusal code asserted here is a code of docs/errors.md", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  for (const code of ["MALFORMED_JSON", "BODY_TOO_LARGE", "OPERATION_TOO_DEEP", "FIELD_UNKNOWN"])
    expect(page).toContain(`\`${code}\``);
});
