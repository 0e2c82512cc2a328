import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { JsonText, stringifyJson } from "@bulkhead/kernel/json-text.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { createSubgraph } from "@bulkhead/kernel/subgraph.ts";
import { type ExecutionResult, type OperationDefinitionNode, parse } from "graphql";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createEngine } from "../src/engine/engine.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import type { SubgraphClient } from "../src/subgraphs/client.ts";
import { localSubgraph } from "../src/subgraphs/local.ts";
import { composeSdl, HEADER } from "./fixtures/compose.ts";
import { ADMIN, principalWith, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { createLibrary } from "./fixtures/library.ts";
import { reachRemotely, serveRemotely } from "./fixtures/remote.ts";
import { connected } from "./fixtures/socket-client.ts";

const silent = createLog({ level: "silent" });
const newRequest = () => ({ principal: ADMIN, requestId: "req_test", clientAddress: null });

/** Runs a document on an engine over these subgraphs. */
function run(supergraphSdl: string, subgraphs: readonly SubgraphClient[], source: string): Promise<ExecutionResult> {
  const document = parse(source);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const plan = createEngine(supergraphSdl, subgraphs).plan(document, operation, source.includes("__schema"));
  return plan({ request: newRequest(), variables: {} });
}

const codes = ({ errors }: ExecutionResult) => errors?.map((error) => appErrorOf(error)?.code);

describe("when people is gone", () => {
  const library = createLibrary();
  const gone = (failsClosed: boolean) => {
    const [books] = library.subgraphs.map(localSubgraph);
    const people = reachRemotely("people", ["http://127.0.0.1:1"], { failsClosed });
    onTestFinished(people.close);
    return [books as SubgraphClient, people];
  };

  const PLANS: [name: string, source: string, data: unknown][] = [
    ["alone", "{ me { name } }", null],
    ["beside another", "{ motto me { name } }", { motto: "read", me: null }],
    [
      "behind another",
      "{ books(first: 2) { id editor { age } } }",
      {
        books: [
          { id: "b1", editor: null },
          { id: "b2", editor: null },
        ],
      },
    ],
    [
      "within the other executor",
      "{ motto me { name } __schema { queryType { name } } }",
      { motto: "read", me: null, __schema: { queryType: { name: "Query" } } },
    ],
  ];

  test.each(PLANS)(
    "and asked %s, what others know is answered, with the error's code and subgraph",
    async (_name, source, data) => {
      const result = await run(library.supergraphSdl, gone(false), source);
      const seen = JSON.parse(JSON.stringify(result.data));
      if (source.includes("editor")) expect(seen.books.map((one: { id: string }) => one.id)).toEqual(["b1", "b2"]);
      else expect(seen).toEqual(data);
      expect(codes(result)).toEqual(["SUBGRAPH_UNAVAILABLE"]);
      expect(appErrorOf(result.errors?.[0])?.extensions).toEqual({ subgraph: "people" });
    },
  );

  test.each(PLANS)(
    "and asked %s, and it decides who may do what, the whole operation is refused",
    async (_name, source) => {
      await expect(run(library.supergraphSdl, gone(true), source)).rejects.toMatchObject({
        code: "SUBGRAPH_UNAVAILABLE",
      });
    },
  );

  test("over HTTP, the first is an answer with a gap and the second a refusal with 503", async () => {
    for (const failsClosed of [false, true]) {
      const ports = { ...testPorts(), subgraphs: gone(failsClosed) };
      const gateway = await createGateway(ports, testConfig(), []);
      onTestFinished(gateway.stop);
      const response = await fetch(`${await gateway.listen()}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/graphql-response+json",
          authorization: "Bearer admin",
        },
        body: JSON.stringify({ query: "{ motto me { name } }" }),
      });
      const body = (await response.json()) as ExecutionResult;
      expect(response.status).toBe(failsClosed ? 503 : 200);
      expect(body.errors).toMatchObject([{ extensions: { code: "SUBGRAPH_UNAVAILABLE", subgraph: "people" } }]);
      expect(body.data).toEqual(failsClosed ? undefined : { motto: "read", me: null });
    }
  });
});

test("JSON text arrives with every digit, and the gateway passes it on unread", async () => {
  const sdl = `${HEADER} scalar JSON type Query { data: JSON @signedIn list: [JSON] @signedIn }`;
  const text = '{"big": 12345678901234567890, "one": 1.0}';
  const subgraph = createSubgraph({
    name: "texts",
    sdl,
    resolvers: { Query: { data: () => new JsonText(text), list: () => [new JsonText("1.0"), "\0j{", { a: 1 }] } },
    context: (one) => ({ ...one }),
  });
  const server = await serveRemotely([subgraph], silent);
  const texts = reachRemotely("texts", [server.address]);
  onTestFinished(async () => {
    await texts.close();
    await server.stop();
  });
  const supergraphSdl = composeSdl([{ name: "texts", sdl }]);
  const [near, far] = await Promise.all(
    [localSubgraph(subgraph), texts].map((one) => run(supergraphSdl, [one], "{ data list }")),
  );
  expect(stringifyJson(far)).toBe(stringifyJson(near));
  expect(stringifyJson(far)).toContain(text);
});

describe("a gateway whose subgraphs are elsewhere", () => {
  let ports: TestPorts;
  let gateway: Gateway;
  let address: string;
  let servers: { address: string; stop(): Promise<void> }[];
  let clients: ReturnType<typeof reachRemotely>[];

  beforeAll(async () => {
    const base = testPorts();
    servers = await Promise.all(base.fixture.subgraphs.map((one) => serveRemotely([one], base.log)));
    clients = base.fixture.subgraphs.map(({ name }, at) => reachRemotely(name, [servers[at]?.address ?? ""]));
    ports = { ...base, subgraphs: clients };
    gateway = await createGateway(ports, testConfig(), []);
    address = await gateway.listen();
  });

  afterAll(async () => {
    await gateway.stop();
    for (const { close } of clients) await close();
    for (const { stop } of servers) await stop();
  });

  afterEach(() => {
    ports.logged.length = 0;
    ports.denied.length = 0;
  });

  async function post(query: string, bearer = "admin") {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${bearer}` },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as {
      data?: unknown;
      errors?: { message: string; extensions: Record<string, unknown> }[];
    };
  }

  test("shows a fault nobody foresaw as masked, and both logs have it under the request's id", async () => {
    const { data, errors } = await post("{ broken }");
    expect(data).toEqual({ broken: null });
    expect(errors).toMatchObject([{ path: ["broken"], extensions: { code: "INTERNAL_SERVER_ERROR" } }]);
    expect(JSON.stringify(errors)).not.toContain("hunter2");
    const id = errors?.[0]?.extensions.requestId;
    const lines = ports.logged.map((line) => JSON.parse(line)).filter((line) => line.requestId === id);
    expect(lines).toContainEqual(expect.objectContaining({ detail: expect.stringContaining("hunter2") }));
  });

  test("records a subgraph's own refusal as a denial, with what is missing", async () => {
    const { errors } = await post("{ forbidden }");
    expect(errors).toMatchObject([{ extensions: { code: "FORBIDDEN", missing: ["tenant:suspend"] } }]);
    expect(ports.denied).toMatchObject([{ missing: ["tenant:suspend"], coordinates: ["forbidden"] }]);
  });

  const CHANGES =
    "subscription ($shelf: String!, $after: String) { bookChanged(shelf: $shelf, after: $after) { cursor } }";

  /** Opens a subscription and waits until something arrived. */
  async function subscribed(shelf: string) {
    const client = await connected(address);
    client.subscribe("1", CHANGES, { shelf });
    const timer = setInterval(() => ports.fixture.publish(shelf, { cursor: "first", book: null }), 10);
    const first = await client.next();
    clearInterval(timer);
    expect(first.payload).toEqual({ data: { bookChanged: { cursor: "first" } } });
    return client;
  }

  test("delivers events in order, and the source is left when the client leaves", async () => {
    const before = ports.fixture.followers();
    const client = await subscribed("far");
    for (let at = 0; at < 50; at++) ports.fixture.publish("far", { cursor: `n${at}`, book: null });
    const seen: string[] = [];
    while (seen.at(-1) !== "n49") {
      const { payload } = await client.next();
      seen.push((payload as { data: { bookChanged: { cursor: string } } }).data.bookChanged.cursor);
    }
    expect(seen.filter((cursor) => cursor !== "first")).toEqual(Array.from({ length: 50 }, (_, at) => `n${at}`));
    expect(ports.fixture.followers()).toBe(before + 1);
    client.socket.close();
    await expect.poll(() => ports.fixture.followers()).toBe(before);
  });

  test("tells a refusal of the source as an error of the operation", async () => {
    const client = await connected(address);
    client.subscribe("1", CHANGES, { shelf: "far", after: "stale" });
    expect(await client.next()).toMatchObject({
      type: "error",
      payload: [{ message: "Read the list again.", extensions: { code: "CURSOR_EXPIRED" } }],
    });
    client.socket.close();
  });

  test("ends a subscription at the first event after the credential was revoked", async () => {
    const tenantId = "0195c3a4-0000-7000-8000-0000000000aa";
    ports.principals.set("passing", principalWith(["record:read"], tenantId));
    ports.statuses.set(tenantId, "ACTIVE");
    const client = await connected(address, { bearer: "passing" });
    client.subscribe("1", CHANGES, { shelf: "revoked" });
    const timer = setInterval(() => ports.fixture.publish("revoked", { cursor: "c", book: null }), 10);
    await client.next();
    ports.principals.delete("passing");
    expect((await client.closed).code).toBe(4401);
    clearInterval(timer);
  });

  test("tells subscribers and callers when the subgraph is lost, and serves again when it is back", async () => {
    const client = await subscribed("lost");
    const [books] = servers;
    const port = Number(new URL(books?.address ?? "").port);
    await books?.stop();
    expect(await client.next((message) => message.type === "error")).toMatchObject({
      id: "1",
      payload: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE", subgraph: "books" } }],
    });
    expect(await post("{ me { name } motto }")).toMatchObject({
      data: { me: { name: "Author 0" }, motto: null },
      errors: [{ extensions: { code: "SUBGRAPH_UNAVAILABLE", subgraph: "books" } }],
    });
    servers[0] = await serveRemotely(ports.fixture.subgraphs.slice(0, 1), ports.log, { port });
    await expect.poll(() => post("{ motto }"), { timeout: 5_000 }).toEqual({ data: { motto: "read" } });
    client.subscribe("2", CHANGES, { shelf: "lost" });
    const timer = setInterval(() => ports.fixture.publish("lost", { cursor: "again", book: null }), 10);
    expect((await client.next((message) => message.id === "2")).type).toBe("next");
    clearInterval(timer);
    client.socket.close();
  });
});
