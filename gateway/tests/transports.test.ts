import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connect } from "./fixtures/socket-client.ts";

/** One table of refusals, asked over every transport: a limit that holds on one and not on another is no limit. */
let ports: TestPorts;
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  ports = testPorts();
  gateway = await createGateway(ports, testConfig({ tokens: 120, depth: 5, aliases: 3 }), []);
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

interface Refusal {
  code: unknown;
  denied?: unknown;
  missing?: unknown;
}

type Ask = (bearer: string | null, query: string, variables?: Record<string, unknown>) => Promise<Refusal[]>;

function refusals(errors: unknown): Refusal[] {
  return ((errors ?? []) as { extensions: Refusal }[]).map(({ extensions: { code, denied, missing } }) => ({
    code,
    denied,
    missing,
  }));
}

const overHttp: Ask = async (bearer, query, variables) => {
  const headers = {
    "content-type": "application/json",
    ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
  };
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query, variables }),
  });
  return refusals(((await response.json()) as { errors?: unknown }).errors);
};

const overSocket: Ask = async (bearer, query, variables) => {
  const client = await connect(address, { bearer });
  const first = await Promise.race([client.next(), client.closed]);
  if ("code" in first) return [{ code: first.reason }];
  client.subscribe("1", query, variables);
  const { type, payload } = await client.next();
  client.socket.close();
  return refusals(type === "error" ? payload : (payload as { errors?: unknown }).errors);
};

const nested = (levels: number) => `${"{ friends ".repeat(levels)}{ id }${" }".repeat(levels)}`;
const wide = `{ books { ${"id title ".repeat(70)} } }`;
const doubling = `{ books { ...F0 } } ${Array.from({ length: 12 }, (_, index) => `fragment F${index} on Book { ...F${index + 1} ...F${index + 1} }`).join(" ")} fragment F12 on Book { id }`;

const REFUSED: [
  name: string,
  bearer: string | null,
  query: string,
  code: string,
  variables?: Record<string, unknown>,
][] = [
  ["too many tokens", "admin", wide, "OPERATION_TOO_LARGE"],
  ["too many selections once fragments are expanded", "admin", doubling, "OPERATION_TOO_LARGE"],
  ["too deep", "admin", `{ me ${nested(5)} }`, "OPERATION_TOO_DEEP"],
  [
    "too deep through a fragment",
    "admin",
    `{ me { ...F } } fragment F on Author { friends { ...G } } fragment G on Author ${nested(3)}`,
    "OPERATION_TOO_DEEP",
  ],
  [
    "too deep through a fragment used at two depths",
    "admin",
    "{ me { ...F friends { friends { ...F } } } } fragment F on Author { friends { friends { id } } }",
    "OPERATION_TOO_DEEP",
  ],
  ["too many aliases", "admin", "{ a: motto b: motto c: motto d: motto }", "TOO_MANY_ALIASES"],
  [
    "too many aliases through a fragment",
    "admin",
    "{ x: books { ...F } books { ...F } } fragment F on Book { a: id b: id }",
    "TOO_MANY_ALIASES",
  ],
  ["a syntax error", "admin", "{ books", "GRAPHQL_PARSE_FAILED"],
  ["an unknown field", "admin", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
  [
    "fragments in a circle",
    "admin",
    "{ me { ...F } } fragment F on Author { ...G } fragment G on Author { ...F }",
    "GRAPHQL_VALIDATION_FAILED",
  ],
  ["a wrong variable", "admin", "query ($n: Int) { books(first: $n) { id } }", "BAD_USER_INPUT", { n: "x" }],
  ["a missing permission", "reader", "{ people { id } }", "FORBIDDEN"],
  ["a missing permission deep down", "reader", "{ books { author { age } } }", "FORBIDDEN"],
  ["a missing permission behind an interface", "reader", "{ media { title } }", "FORBIDDEN"],
  ["a mutation without permission", "reader", 'mutation { addBook(title: "x") { id } }', "FORBIDDEN"],
  ["a wrong credential", "wrong", "{ motto }", "UNAUTHENTICATED"],
  ["no credential", null, "{ me { id } }", "UNAUTHENTICATED"],
];

describe("every transport refuses in the same words", () => {
  test.each(REFUSED)("%s", async (_name, bearer, query, code, variables) => {
    const [http, socket] = await Promise.all([
      overHttp(bearer, query, variables),
      overSocket(bearer, query, variables),
    ]);
    expect(http[0]?.code).toBe(code);
    // A socket that nobody signed in to is closed instead of answered.
    expect(bearer === null || bearer === "wrong" ? socket.map((one) => one.code) : socket).toEqual(
      bearer === null || bearer === "wrong" ? [code] : http,
    );
  });

  test.each([
    ["too deep", `subscription { bookChanged(shelf: "a") { book { author ${nested(3)} } } }`, "OPERATION_TOO_DEEP"],
    [
      "too many aliases",
      'subscription { a: bookChanged(shelf: "a") { b: cursor c: cursor d: cursor } }',
      "TOO_MANY_ALIASES",
    ],
    [
      "a permission missing in the selection",
      'subscription { bookChanged(shelf: "a") { book { author { age } } } }',
      "FORBIDDEN",
    ],
    [
      "two fields",
      'subscription { bookChanged(shelf: "a") { cursor } b: bookChanged(shelf: "b") { cursor } }',
      "GRAPHQL_VALIDATION_FAILED",
    ],
    ["a wrong variable", "subscription ($s: String!) { bookChanged(shelf: $s) { cursor } }", "BAD_USER_INPUT"],
  ])("a subscription: %s", async (_name, query, code) => {
    expect((await overSocket("reader", query))[0]?.code).toBe(code);
  });

  test("nothing of a refused operation has run, and the refusal is recorded once", async () => {
    ports.denied.length = 0;
    const before = ports.fixture.counts.contexts;
    const [refusal] = await overHttp("reader", "query Peek { books { id author { age } } people { id } }");
    expect(refusal).toEqual({ code: "FORBIDDEN", denied: ["Author.age", "Query.people"], missing: ["user:read"] });
    expect(ports.fixture.counts.contexts).toBe(before);
    expect(ports.denied).toEqual([
      { operation: "Peek", coordinates: ["Author.age", "Query.people"], missing: ["user:read"] },
    ]);
  });

  test("the standard introspection query passes every limit that stands by default", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    const roomy = await createGateway(testPorts(), testConfig(), []);
    const at = await roomy.listen();
    const body = JSON.stringify({ query: getIntrospectionQuery() });
    const response = await fetch(`${at}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer reader" },
      body,
    });
    const { data, errors } = (await response.json()) as { data?: { __schema?: unknown }; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data?.__schema).toBeTruthy();
    await roomy.stop();
  });
});
