import { request as httpRequest } from "node:http";
import { auditServer } from "graphql-http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";

let ports: TestPorts;
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  ports = testPorts();
  gateway = await createGateway(ports, testConfig({ bodyBytes: 4_096 }), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

beforeEach(() => {
  ports.denied.length = 0;
  ports.anonymous.length = 0;
  ports.logged.length = 0;
});

interface Answer {
  status: number;
  headers: Headers;
  body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown; locations?: unknown; extensions: Record<string, unknown> }[];
  };
}

async function send(init: RequestInit & { bearer?: string | null; path?: string }): Promise<Answer> {
  const { bearer = "admin", path = "/graphql", ...rest } = init;
  const headers = {
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
    ...(rest.headers as Record<string, string>),
  };
  const response = await fetch(address + path, { ...rest, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer["body"] };
}

function post(
  query: unknown,
  {
    bearer,
    variables,
    headers,
  }: { bearer?: string | null; variables?: unknown; headers?: Record<string, string> } = {},
) {
  return send({
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
    ...(bearer === undefined ? {} : { bearer }),
  });
}

const codes = ({ body }: Answer) => body.errors?.map((error) => error.extensions.code);

test("a query answers its data, named by a request id and guarded by headers", async () => {
  const answer = await post("{ books(first: 1) { id author { name } } }");
  expect(answer.body).toEqual({ data: { books: [{ id: "b1", author: { name: "Author 1" } }] } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{26}$/);
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

test("a query by GET answers, a mutation by GET is refused", async () => {
  const headers = { "apollo-require-preflight": "true" };
  const asked = await send({ method: "GET", path: `/graphql?query=${encodeURIComponent("{ me { id } }")}`, headers });
  expect(asked.body).toEqual({ data: { me: { id: "a0" } } });
  const changed = await send({
    method: "GET",
    path: `/graphql?query=${encodeURIComponent('mutation { addBook(title: "x") { id } }')}`,
    headers,
  });
  expect(changed.status).toBe(405);
  expect(codes(changed)).toEqual(["METHOD_NOT_ALLOWED"]);
  expect(changed.body.errors?.[0]?.extensions.requestId).toBe(changed.headers.get("x-request-id"));
});

test("a GET that a foreign page could send is refused", async () => {
  const answer = await send({ method: "GET", path: `/graphql?query=${encodeURIComponent("{ me { id } }")}` });
  expect(answer.status).toBe(400);
  expect(codes(answer)).toEqual(["BAD_USER_INPUT"]);
});

describe("bad requests answer a documented code and say what to do", () => {
  const json = { "content-type": "application/json" };
  test.each<[string, RequestInit & { bearer?: string | null; path?: string }, number, string]>([
    ["malformed JSON", { method: "POST", headers: json, body: '{"query": ' }, 400, "MALFORMED_JSON"],
    ["an empty body", { method: "POST", headers: json, body: "" }, 400, "MALFORMED_JSON"],
    [
      "another content type",
      { method: "POST", headers: { "content-type": "text/plain" }, body: "{ me { id } }" },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["no content type", { method: "POST", body: new Uint8Array([123, 125]) }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "an oversized body",
      { method: "POST", headers: json, body: JSON.stringify({ query: "x".repeat(5_000) }) },
      413,
      "BODY_TOO_LARGE",
    ],
    ["a query that is no text", { method: "POST", headers: json, body: '{"query": {}}' }, 400, "BAD_USER_INPUT"],
    ["no query at all", { method: "POST", headers: json, body: '{"variables": {}}' }, 400, "BAD_USER_INPUT"],
    [
      "variables that are no object",
      { method: "POST", headers: json, body: '{"query":"{ me { id } }","variables":"x"}' },
      400,
      "BAD_USER_INPUT",
    ],
    ["a batch", { method: "POST", headers: json, body: '[{"query":"{ me { id } }"}]' }, 400, "BAD_USER_INPUT"],
    [
      "a persisted query",
      { method: "POST", headers: json, body: '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}' },
      200,
      "BAD_USER_INPUT",
    ],
    ["another method", { method: "PUT", headers: json, body: "{}" }, 405, "METHOD_NOT_ALLOWED"],
    ["an unknown address", { method: "GET", path: "/nowhere" }, 404, "NOT_FOUND"],
    [
      "an Accept that nothing fits",
      { method: "POST", headers: { ...json, accept: "text/csv" }, body: '{"query":"{ me { id } }"}' },
      406,
      "NOT_ACCEPTABLE",
    ],
    ["a wrong credential", { method: "POST", headers: json, bearer: "wrong", body: "{}" }, 401, "UNAUTHENTICATED"],
    [
      "a credential of another scheme",
      { method: "POST", headers: { ...json, authorization: "Basic x" }, bearer: null, body: "{}" },
      401,
      "UNAUTHENTICATED",
    ],
  ])("%s", async (_name, init, status, code) => {
    const response = await fetch(address + (init.path ?? "/graphql"), {
      ...init,
      headers: {
        ...(init.bearer === null ? {} : { authorization: `Bearer ${init.bearer ?? "admin"}` }),
        ...(init.headers as Record<string, string>),
      },
    });
    const body = (await response.json()) as { code?: string; errors?: Answer["body"]["errors"]; detail?: string };
    expect(body.code ?? body.errors?.[0]?.extensions.code).toBe(code);
    expect(response.status).toBe(status);
    expect((body.detail ?? body.errors?.[0]?.message ?? "").length).toBeGreaterThan(10);
  });

  test("a credential is looked at before the body: the wrong one is refused though the body is malformed", async () => {
    const answer = await send({ method: "POST", headers: json, bearer: "wrong", body: "{{{" });
    expect(codes(answer)).toEqual(["UNAUTHENTICATED"]);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(ports.anonymous).toEqual(["INVALID_CREDENTIAL"]);
  });

  test("a body without a declared length is cut off at the limit", async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        `${address}/graphql`,
        { method: "POST", headers: { ...json, authorization: "Bearer admin", "transfer-encoding": "chunked" } },
        (response) => {
          response.resume();
          resolve(response.statusCode);
        },
      );
      request.on("error", reject);
      request.write("x".repeat(3_000));
      request.end("x".repeat(3_000));
    });
    expect(status).toBe(413);
  });
});

describe("documents", () => {
  test.each([
    ["a syntax error", "{ books { ", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "{ books { nothing } }", "GRAPHQL_VALIDATION_FAILED"],
    ["two operations and no name", "query A { me { id } } query B { me { id } }", "OPERATION_RESOLUTION_FAILURE"],
    ["no operation", "fragment F on Book { id }", "GRAPHQL_VALIDATION_FAILED"],
    ["an alias that begins with two underscores", "{ __proto__: me { id } }", "GRAPHQL_VALIDATION_FAILED"],
    ["a subscription alone", 'subscription { bookChanged(shelf: "a") { cursor } }', "BAD_USER_INPUT"],
  ])("%s", async (_name, query, code) => {
    const legacy = await post(query);
    expect([legacy.status, codes(legacy)?.[0]]).toEqual([200, code]);
    const modern = await post(query, { headers: { accept: "application/graphql-response+json" } });
    expect([modern.status, codes(modern)?.[0]]).toEqual([400, code]);
    expect(modern.headers.get("content-type")).toContain("application/graphql-response+json");
  });

  test("all faults of a document are reported together, with their places", async () => {
    const { body } = await post("{ books { nothing never } }");
    expect(body.errors?.map((error) => error.locations)).toEqual([
      [{ line: 1, column: 11 }],
      [{ line: 1, column: 19 }],
    ]);
  });

  test("a wrong variable is named by its path and its value is not repeated", async () => {
    const { body } = await post(
      "query ($n: Int!, $k: Kind!) { books(first: $n) { id } item(kind: $k) { __typename } }",
      {
        variables: { n: "bh_test_secret", k: "bh_test_secret" },
      },
    );
    expect(body.errors?.[0]?.extensions).toMatchObject({
      code: "BAD_USER_INPUT",
      fields: [{ path: "n" }, { path: "k" }],
    });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test("an operation of a document is chosen by its name", async () => {
    const query = "query A { me { id } } query B { me { name } }";
    const answer = await send({
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, operationName: "B" }),
    });
    expect(answer.body).toEqual({ data: { me: { name: "Author 0" } } });
  });
});

describe("errors of an operation", () => {
  test("what nobody foresaw is masked, and logged under the request id", async () => {
    const answer = await post("{ broken }");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      data: { broken: null },
      errors: [{ path: ["broken"], extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(JSON.stringify(answer.body)).not.toContain("hunter2");
    const line = ports.logged.find((one) => one.includes("unforeseen"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      requestId: answer.headers.get("x-request-id"),
      detail: expect.stringMatching(/^Error: database password is hunter2\n +at /),
    });
  });

  test("a known error keeps its code and fields and gains the request id", async () => {
    const answer = await post("{ brokenBook { id } }");
    expect(answer.body.errors).toEqual([
      {
        message: "This book is lent.",
        path: ["brokenBook"],
        extensions: {
          code: "CONFLICT",
          requestId: answer.headers.get("x-request-id"),
          fields: [{ path: "/id", code: "LENT", message: "Wait." }],
        },
      },
    ]);
  });

  test("an error in an entity says nothing of subgraphs, and its detail is only logged", async () => {
    const { body } = await post("{ books(first: 1) { author { risky } } }");
    expect(body.errors?.[0]).toMatchObject({
      path: ["books", 0, "author", "risky"],
      extensions: { code: "UNAVAILABLE" },
    });
    expect(JSON.stringify(body)).not.toMatch(/people|serviceName|secret detail/);
    expect(ports.logged.join()).toContain("secret detail");
  });

  test("a refusal by a subgraph is recorded as a denial", async () => {
    const { body } = await post("query Try { forbidden }");
    expect(body.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    expect(ports.denied).toEqual([{ operation: "Try", coordinates: ["forbidden"], missing: ["tenant:suspend"] }]);
  });
});

describe("introspection", () => {
  test("is refused to the anonymous and answered to others", async () => {
    const query = "{ __schema { queryType { name } } }";
    expect(codes(await post(query, { bearer: null }))).toEqual(["INTROSPECTION_DISABLED"]);
    expect((await post(query, { bearer: "reader" })).body).toEqual({
      data: { __schema: { queryType: { name: "Query" } } },
    });
  });
});

describe("tenants", () => {
  test("a suspended tenant is refused, whatever it asks, until it is resumed", async () => {
    const tenantId = "0195c3a4-0000-7000-8000-0000000000aa";
    const admin = ports.principals.get("admin");
    if (!admin) throw new Error("no admin");
    ports.principals.set("other", { ...admin, tenantId });
    ports.statuses.set(tenantId, "SUSPENDED");
    const refused = await post("{ motto }", { bearer: "other" });
    expect([refused.status, codes(refused)]).toEqual([403, ["TENANT_SUSPENDED"]]);
    ports.statuses.set(tenantId, "ACTIVE");
    expect((await post("{ motto }", { bearer: "other" })).body).toEqual({ data: { motto: "read" } });
  });
});

test("liveness and readiness answer without a credential", async () => {
  expect(await (await fetch(`${address}/healthz`)).json()).toEqual({ status: "alive" });
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  ports.ready = async () => ({ ok: false, checks: { database: "the database does not answer" } });
  const response = await fetch(`${address}/readyz`);
  expect([response.status, await response.json()]).toEqual([
    503,
    { status: "not ready", checks: { database: "the database does not answer" } },
  ]);
});

test("a crowd that asks for readiness asks the database once", async () => {
  const crowd = 20;
  let questions = 0;
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  ports.ready = async () => {
    questions++;
    await answered;
    return { ok: true, checks: {} };
  };
  const asking = Array.from({ length: crowd }, () => fetch(`${address}/readyz`));
  await expect.poll(() => questions).toBe(1);
  // Whoever came later has joined the first by the time something else has been answered.
  await fetch(`${address}/healthz`);
  answer();
  expect((await Promise.all(asking)).map(({ status }) => status)).toEqual(new Array(crowd).fill(200));
  // Some may arrive after the answer, and ask again together.
  expect(questions).toBeLessThan(crowd);
});

test("development pages are not served elsewhere", async () => {
  expect((await fetch(`${address}/explorer`)).status).toBe(404);
  expect((await fetch(`${address}/`)).status).toBe(404);
});

test("a new supergraph serves at once; a faulty one changes nothing", async () => {
  const { fixture: library } = ports;
  const without = library.supergraphSdl.replace(/\n {2}motto: String[^\n]*/, "");
  expect(without).not.toBe(library.supergraphSdl);
  await gateway.update(without);
  expect(codes(await post("{ motto }"))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  await expect(gateway.update("type Broken")).rejects.toThrow();
  expect(codes(await post("{ motto }"))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
  await gateway.update(library.supergraphSdl);
  expect((await post("{ motto }")).body).toEqual({ data: { motto: "read" } });
});

describe("GraphQL over HTTP, by the audits of graphql-http", async () => {
  const audited = testPorts();
  const server = await createGateway(audited, testConfig(), []);
  const url = `${await server.listen()}/graphql`;
  afterAll(() => server.stop());
  const audits = await auditServer({
    url,
    fetchFn: (input: string, init?: RequestInit) =>
      fetch(input, {
        ...init,
        headers: {
          ...(init?.headers as Record<string, string>),
          authorization: "Bearer admin",
          "apollo-require-preflight": "true",
        },
      }),
  });
  test.each(audits.map((one) => [`${one.id} ${one.name}`, one] as const))("%s", (_name, one) => {
    expect(one).toMatchObject({ status: "ok" });
  });
});
