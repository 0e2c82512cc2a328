import { createConnection } from "node:net";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { principalWith, TENANT, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connect, connected, type Message, type SocketClient } from "./fixtures/socket-client.ts";

let ports: TestPorts;
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  ports = testPorts();
  gateway = await createGateway(
    ports,
    testConfig({
      wsPayloadBytes: 8_192,
      socketsPerTenant: 8,
      operationsPerSocket: 3,
      allowedOrigins: ["https://app.example"],
    }),
    [],
  );
  address = await gateway.listen();
});

afterAll(() => gateway.stop());

const CHANGES =
  "subscription ($shelf: String!, $after: String) { bookChanged(shelf: $shelf, after: $after) { cursor book { id title author { name } } } }";

let shelves = 0;
let tenants = 0;

/** A shelf of the test's own, so that no other test's events arrive. */
const newShelf = () => `shelf${shelves++}`;

/** A bearer of a tenant of its own. */
function newTenant(permissions = ["record:read"] as Parameters<typeof principalWith>[0]): string {
  const tenantId = `0195c3a4-0000-7000-8000-${String(++tenants).padStart(12, "0")}`.replace(
    TENANT,
    "0195c3a4-0000-7000-8000-00000000ffff",
  );
  const bearer = `tenant${tenants}`;
  ports.principals.set(bearer, principalWith(permissions, tenantId));
  ports.statuses.set(tenantId, "ACTIVE");
  return bearer;
}

const change = (cursor: string, number = 1) => ({
  cursor,
  book: { __typename: "Book", id: `b${number}`, title: `Book ${number}`, author: { id: "a1" } },
});

/** Publishes once the subscription is open, which the protocol does not tell: until something arrives. */
async function firstDelivery(client: SocketClient, id: string, shelf: string, cursor: string): Promise<Message> {
  const arrival = client.next((message) => message.id === id);
  const timer = setInterval(() => ports.fixture.publish(shelf, change(cursor)), 10);
  const message = await arrival;
  clearInterval(timer);
  return message;
}

describe("connecting", () => {
  test("without a credential closes 4401, which no client retries", async () => {
    const client = await connect(address, { bearer: null });
    expect(await client.closed).toEqual({ code: 4401, reason: "UNAUTHENTICATED" });
  });

  test("with a wrong credential closes 4401", async () => {
    const client = await connect(address, { bearer: "wrong" });
    expect((await client.closed).code).toBe(4401);
  });

  test("a suspended tenant closes 4403", async () => {
    const bearer = newTenant();
    ports.statuses.set(ports.principals.get(bearer)?.tenantId ?? "", "SUSPENDED");
    const client = await connect(address, { bearer });
    expect(await client.closed).toEqual({ code: 4403, reason: "TENANT_SUSPENDED" });
  });

  test("the credential may come with the upgrade instead", async () => {
    const client = await connected(address, { bearer: null, headers: { authorization: "Bearer admin" } });
    client.socket.close();
  });

  test.each([
    ["a foreign origin", { headers: { origin: "https://evil.example" } }, 403],
    ["the legacy subprotocol", { protocol: "graphql-ws" }, 400],
  ])("%s is refused before there is a socket", async (_name, options, status) => {
    await expect(connect(address, options)).rejects.toThrow(String(status));
  });

  test.each(["https://app.example", "http://localhost:4000"])("the origin %s is welcome", async (origin) => {
    const client = await connected(address, { headers: { origin } });
    client.socket.close();
  });

  test("another address is refused", async () => {
    const socket = new WebSocket(`${address.replace("http", "ws")}/other`, "graphql-transport-ws");
    await expect(new Promise((_, reject) => socket.once("error", reject))).rejects.toThrow("404");
  });

  test("a tenant has no more sockets than its limit, and other tenants are not touched by that", async () => {
    const crowded = newTenant();
    const open = await Promise.all(Array.from({ length: 8 }, () => connected(address, { bearer: crowded })));
    const refused = await connect(address, { bearer: crowded });
    expect(await refused.closed).toEqual({ code: 1013, reason: "TOO_MANY_SOCKETS" });
    const other = await connected(address, { bearer: newTenant() });
    other.socket.close();
    open[0]?.socket.close();
    await open[0]?.closed;
    const again = await connected(address, { bearer: crowded });
    for (const client of [...open, again]) client.socket.close();
  });

  test("an oversized message closes the socket", async () => {
    const client = await connected(address, { bearer: newTenant() });
    client.subscribe("1", `{ motto } # ${"x".repeat(10_000)}`);
    expect((await client.closed).code).toBe(1009);
  });

  test("a message that is no JSON closes the socket with 4400", async () => {
    const client = await connected(address, { bearer: newTenant() });
    client.socket.send("{{{");
    expect((await client.closed).code).toBe(4400);
  });

  test("rubbish instead of frames leaves the server up", async () => {
    const { port, hostname } = new URL(address);
    const raw = createConnection(Number(port), hostname);
    raw.write(
      "GET /graphql HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n",
    );
    raw.write("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n");
    await new Promise((resolve) => raw.once("data", resolve));
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await new Promise((resolve) => raw.once("close", resolve));
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  });
});

describe("operations", () => {
  test("queries and mutations run here as they do over HTTP", async () => {
    const client = await connected(address, { bearer: newTenant(["record:read", "record:create"]) });
    client.subscribe("1", "{ books(first: 1) { id author { name } } }");
    expect(await client.next()).toEqual({
      id: "1",
      type: "next",
      payload: { data: { books: [{ id: "b1", author: { name: "Author 1" } }] } },
    });
    expect(await client.next()).toEqual({ id: "1", type: "complete" });
    client.subscribe("2", 'mutation { addBook(title: "N") { title } }');
    expect((await client.next()).payload).toEqual({ data: { addBook: { title: "N" } } });
    client.socket.close();
  });

  test("errors of an answer come with it, formatted", async () => {
    const client = await connected(address, { bearer: newTenant() });
    client.subscribe("1", "{ broken }");
    const { payload } = await client.next();
    expect(payload).toMatchObject({
      data: { broken: null },
      errors: [{ path: ["broken"], extensions: { code: "INTERNAL_SERVER_ERROR" } }],
    });
    expect(JSON.stringify(payload)).not.toContain("hunter2");
    client.socket.close();
  });

  test("a socket runs no more operations than its limit", async () => {
    const client = await connected(address, { bearer: newTenant() });
    const shelf = newShelf();
    for (const id of ["1", "2", "3"]) client.subscribe(id, CHANGES, { shelf });
    await firstDelivery(client, "3", shelf, "c0");
    client.subscribe("4", "{ motto }");
    const refused = await client.next((message) => message.id === "4");
    expect(refused).toMatchObject({ type: "error", payload: [{ extensions: { code: "TOO_MANY_OPERATIONS" } }] });
    client.send({ id: "1", type: "complete" });
    client.subscribe("5", "{ motto }");
    expect(await client.next((message) => message.id === "5")).toMatchObject({
      type: "next",
      payload: { data: { motto: "read" } },
    });
    client.socket.close();
  });

  test("a credential revoked since the connection began is refused at the next operation and the socket closed", async () => {
    const bearer = newTenant();
    const client = await connected(address, { bearer });
    ports.principals.delete(bearer);
    client.subscribe("1", "{ motto }");
    expect(await client.next()).toMatchObject({
      type: "error",
      payload: [{ extensions: { code: "UNAUTHENTICATED" } }],
    });
    expect((await client.closed).code).toBe(4401);
  });
});

describe("subscriptions", () => {
  test("deliver each event with the client's selection, across subgraphs", async () => {
    const client = await connected(address, { bearer: newTenant() });
    const shelf = newShelf();
    client.subscribe("1", CHANGES, { shelf });
    const first = await firstDelivery(client, "1", shelf, "c1");
    expect(first.payload).toEqual({
      data: { bookChanged: { cursor: "c1", book: { id: "b1", title: "Book 1", author: { name: "Author 1" } } } },
    });
    client.socket.close();
  });

  test("keep the client's alias, fragments and literals", async () => {
    const client = await connected(address, { bearer: newTenant() });
    const shelf = newShelf();
    client.subscribe(
      "1",
      `subscription { seen: bookChanged(shelf: "${shelf}") { at: cursor ...C } } fragment C on BookChange { book { ...B } } fragment B on Book { title }`,
    );
    const { payload } = await firstDelivery(client, "1", shelf, "c1");
    expect(payload).toEqual({ data: { seen: { at: "c1", book: { title: "Book 1" } } } });
    client.socket.close();
  });

  test("deliver events in order, every one", async () => {
    const client = await connected(address, { bearer: newTenant() });
    const shelf = newShelf();
    client.subscribe("1", CHANGES, { shelf });
    await firstDelivery(client, "1", shelf, "c0");
    for (let index = 1; index <= 50; index++) ports.fixture.publish(shelf, change(`n${index}`));
    const seen: string[] = [];
    while (seen.at(-1) !== "n50") {
      const { payload } = await client.next((message) => message.type === "next");
      seen.push((payload as { data: { bookChanged: { cursor: string } } }).data.bookChanged.cursor);
    }
    expect(seen.filter((cursor) => cursor !== "c0")).toEqual(Array.from({ length: 50 }, (_, index) => `n${index + 1}`));
    client.socket.close();
  });

  test("subscribers who would see the same share one execution, others do not", async () => {
    const [one, other] = [newTenant(), newTenant()];
    const clients = await Promise.all([one, one, one, other].map((bearer) => connected(address, { bearer })));
    const shelf = newShelf();
    for (const client of clients) client.subscribe("1", CHANGES, { shelf });
    for (const client of clients) await firstDelivery(client, "1", shelf, "warm");
    ports.fixture.publish(shelf, change("shared"));
    const arrived = await Promise.all(
      clients.map((client) => client.next((message) => JSON.stringify(message).includes("shared"))),
    );
    expect(new Set(arrived.map((message) => JSON.stringify(message))).size).toBe(1);
    expect(ports.fixture.counts.deliveries.get("shared")).toBe(2);
    for (const client of clients) client.socket.close();
  });

  test("a refusal by the source is an error of the operation, and the socket stays", async () => {
    const client = await connected(address, { bearer: newTenant() });
    client.subscribe("1", CHANGES, { shelf: newShelf(), after: "stale" });
    expect(await client.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ message: "Read the list again.", extensions: { code: "CURSOR_EXPIRED" } }],
    });
    client.subscribe("2", "{ motto }");
    expect(await client.next()).toMatchObject({ id: "2", type: "next" });
    client.socket.close();
  });

  test("a credential revoked between two events gets no second one", async () => {
    const bearer = newTenant();
    const client = await connected(address, { bearer });
    const shelf = newShelf();
    client.subscribe("1", CHANGES, { shelf });
    await firstDelivery(client, "1", shelf, "c0");
    ports.principals.delete(bearer);
    ports.fixture.publish(shelf, change("c1"));
    const ended = await client.next((message) => message.type === "error");
    expect(ended.payload).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    expect((await client.closed).code).toBe(4401);
  });

  test("a role lost between two events ends the subscription with an error", async () => {
    const bearer = newTenant();
    const client = await connected(address, { bearer });
    const shelf = newShelf();
    client.subscribe("1", CHANGES, { shelf });
    await firstDelivery(client, "1", shelf, "c0");
    ports.principals.set(bearer, principalWith(["tenant:read"], ports.principals.get(bearer)?.tenantId ?? ""));
    ports.fixture.publish(shelf, change("c1"));
    const ended = await client.next((message) => message.type === "error");
    expect(ended.payload).toMatchObject([{ extensions: { code: "FORBIDDEN", missing: ["record:read"] } }]);
    expect((await client.closed).code).toBe(4403);
  });

  test("a tenant suspended between two events is closed with 4403", async () => {
    const bearer = newTenant();
    const client = await connected(address, { bearer });
    const shelf = newShelf();
    client.subscribe("1", CHANGES, { shelf });
    await firstDelivery(client, "1", shelf, "c0");
    ports.statuses.set(ports.principals.get(bearer)?.tenantId ?? "", "SUSPENDED");
    ports.fixture.publish(shelf, change("c1"));
    expect((await client.closed).code).toBe(4403);
  });

  test("a client that leaves ends its source, also while no event comes", async () => {
    const client = await connected(address, { bearer: newTenant() });
    const shelf = newShelf();
    const before = ports.fixture.followers();
    client.subscribe("1", CHANGES, { shelf });
    await firstDelivery(client, "1", shelf, "c0");
    expect(ports.fixture.followers()).toBe(before + 1);
    client.socket.close();
    await client.closed;
    await expect.poll(() => ports.fixture.followers()).toBe(before);
  });

  test("a graphql-ws client comes back by itself after 4403 and goes on", async () => {
    const bearer = newTenant();
    const tenantId = ports.principals.get(bearer)?.tenantId ?? "";
    const shelf = newShelf();
    const closings: number[] = [];
    ports.statuses.set(tenantId, "SUSPENDED");
    const client = createClient({
      url: `${address.replace("http", "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ authorization: `Bearer ${bearer}` }),
      retryWait: async () => {},
      on: {
        closed: (event) => {
          closings.push((event as { code: number }).code);
          ports.statuses.set(tenantId, "ACTIVE");
        },
      },
    });
    const events = client.iterate({ query: CHANGES, variables: { shelf } });
    const timer = setInterval(() => ports.fixture.publish(shelf, change("c")), 10);
    expect((await events.next()).value).toMatchObject({ data: { bookChanged: { cursor: "c" } } });
    clearInterval(timer);
    expect(closings).toEqual([4403]);
    await events.return?.(undefined);
    await client.dispose();
  });
});

test("stopping tells every client 1001 and ends within the grace, deaf clients too", async () => {
  const own = testPorts();
  const stopping = await createGateway(own, testConfig(), []);
  const at = await stopping.listen();
  const polite = await connected(at);
  const deaf = await connected(at);
  deaf.socket.pause();
  const began = Date.now();
  await stopping.stop();
  expect(Date.now() - began).toBeLessThan(3_000);
  expect((await polite.closed).code).toBe(1001);
  deaf.socket.terminate();
});
