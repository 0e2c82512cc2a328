import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { subscribe } from "../testkit/socket.ts";
import { type Fixture, openFixture, stillAnswers } from "./fixture.ts";
import { expectRefused } from "./refusal.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await openFixture();
}, 60_000);

afterAll(() => fixture.server.stop());
afterEach(async () => expect(await stillAnswers(fixture)).toBe(true));

/** Says one thing after another, as soon as the socket is open, and answers how the server closed it. */
function closedAfter(say: (string | Buffer)[], options: { protocol?: string; headers?: Record<string, string> } = {}) {
  const socket = new WebSocket(
    `${fixture.server.address.replace("http", "ws")}/graphql`,
    options.protocol ?? "graphql-transport-ws",
    { headers: options.headers ?? {} },
  );
  return new Promise<string>((resolve) => {
    const timer = setTimeout(() => {
      resolve("still open");
      socket.terminate();
    }, 5_000);
    const done = (how: string) => {
      clearTimeout(timer);
      resolve(how);
    };
    socket.on("open", () => {
      for (const one of say) socket.send(one);
    });
    socket.on("unexpected-response", (_request, response) => done(`HTTP ${response.statusCode}`));
    socket.on("close", (code, reason) => done(`${code} ${reason}`));
    socket.on("error", () => undefined);
  });
}

const init = () =>
  JSON.stringify({ type: "connection_init", payload: { authorization: `Bearer ${fixture.tenant.keys.Admin}` } });
const ask = (query: string, id = "1") => JSON.stringify({ id, type: "subscribe", payload: { query } });

describe("a socket that does not keep to the protocol is closed, with the protocol's code", () => {
  test.each<[string, () => (string | Buffer)[], RegExp]>([
    ["no JSON", () => ["{"], /^4400/],
    ["a message of no known type", () => [JSON.stringify({ type: "start" })], /^4400/],
    ["a list", () => ["[]"], /^4400/],
    ["binary rubbish", () => [Buffer.from([0, 255, 254, 1])], /^(4400|1003|1007)/],
    ["a question before the greeting", () => [ask("{ tenant { id } }")], /^4401/],
    ["two greetings", () => [init(), init()], /^4429/],
    [
      "a question without an id",
      () => [init(), JSON.stringify({ type: "subscribe", payload: { query: "{ me { roles } }" } })],
      /^4400/,
    ],
    ["a greeting without a credential", () => [JSON.stringify({ type: "connection_init" })], /^4401/],
    [
      "a credential that is no text",
      () => [JSON.stringify({ type: "connection_init", payload: { authorization: { a: 1 } } })],
      /^4401/,
    ],
    [
      "a message of a megabyte",
      () => [JSON.stringify({ type: "connection_init", payload: { a: "a".repeat(1_000_000) } })],
      /^1009/,
    ],
  ])("%s", async (_what, say, code) => {
    expect(await closedAfter(say())).toMatch(code);
  });

  test("another subprotocol, the old one included", async () => {
    expect(await closedAfter([init()], { protocol: "graphql-ws" })).toMatch(/^(HTTP 400|4406|1002)/);
  });

  test("a page of somebody else's", async () => {
    expect(await closedAfter([init()], { headers: { origin: "https://evil.example" } })).toMatch(/^(HTTP 403|4403)/);
  });
});

describe("over a socket the limits are the same", () => {
  test.each([
    ["tokens", `{ ${"tenant { id } ".repeat(1_000)} }`, "OPERATION_TOO_LARGE"],
    ["aliases", `{ ${Array.from({ length: 60 }, (_, at) => `a${at}: tenant { id }`).join(" ")} }`, "TOO_MANY_ALIASES"],
    ["no GraphQL", "nonsense", "GRAPHQL_PARSE_FAILED"],
    ["an unknown field", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["an unknown collection", 'subscription { recordChanged(collection: "nothing") { cursor } }', "NOT_FOUND"],
    [
      "a forged cursor",
      'subscription { recordChanged(collection: "things", after: "AAAA") { cursor } }',
      "INVALID_CURSOR",
    ],
    ["a NUL", 'subscription { recordChanged(collection: "a\\u0000") { cursor } }', ["NOT_FOUND", "BAD_USER_INPUT"]],
  ] as const)("%s", async (_what, query, code) => {
    const listening = await subscribe(fixture.server.address, fixture.tenant.keys.Admin, query);
    await listening.ended(5_000);
    listening.close();
    const [said] = listening.messages;
    const payload = (said?.payload ?? {}) as { errors?: unknown } | unknown[];
    const errors = Array.isArray(payload) ? payload : payload.errors;
    expectRefused({ status: 101, text: JSON.stringify({ errors }) }, code as "NOT_FOUND");
  });
});
