import type { Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { AppError, appErrorOf } from "../error.ts";
import type { AnswerHttp, HttpExchange, HttpReply } from "../http-exchange.ts";
import type { InternalClient } from "../internal-client.ts";
import { httpCall, remoteHttp } from "../internal-http.ts";
import { createRoom, listenWildly, post, reach, serve } from "./internal-fixture.ts";

const EXCHANGE: HttpExchange = {
  method: "POST",
  target: "/oauth/token?a=%2Fb&é",
  headers: { host: "id.example.com", cookie: "a=1; b=2", dpop: "one, two", ["__proto__"]: "x", x: "\u00e9\u00ff" },
  body: Buffer.from([0, 255, 195, 40, 13, 10]),
  clientAddress: "203.0.113.7",
  requestId: "req_1",
};

const REPLY: HttpReply = {
  status: 400,
  headers: [
    ["set-cookie", "a=1"],
    ["set-cookie", "b=2"],
  ],
  body: Buffer.from([0, 255, 195, 40]),
};

let asked: HttpExchange[];
let answer: (exchange: HttpExchange) => unknown;
beforeEach(() => {
  asked = [];
  answer = () => REPLY;
});

const clients: InternalClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

function remote(addresses: readonly string[], timeoutMs = 10_000): AnswerHttp {
  const client = reach(addresses, { timeoutMs });
  clients.push(client);
  return remoteHttp(client, "http");
}

async function served() {
  const http = httpCall(async (exchange) => {
    asked.push(exchange);
    return (await answer(exchange)) as HttpReply;
  });
  const server = await serve(createRoom(), { calls: { data: { http } } });
  onTestFinished(() => server.stop());
  return server;
}

async function wild(onConnection: (socket: Socket) => void) {
  const made = await listenWildly(onConnection);
  onTestFinished(made.stop);
  return made;
}

test("an exchange and its answer arrive whole", async () => {
  const ask = remote([(await served()).address]);
  expect(await ask(EXCHANGE)).toEqual(REPLY);
  expect(asked).toEqual([EXCHANGE]);
});

test.each([
  ["no body", undefined],
  ["64 KiB", Buffer.alloc(64 * 1024, 200)],
])("so does one with %s, from an address that nobody knows", async (_what, body) => {
  const ask = remote([(await served()).address]);
  const exchange = { ...EXCHANGE, body, clientAddress: null };
  answer = () => ({ ...REPLY, headers: [], body: body ?? Buffer.alloc(0) });
  expect(await ask(exchange)).toEqual({ ...REPLY, headers: [], body: body ?? Buffer.alloc(0) });
  expect(asked).toEqual([exchange]);
});

test("what the room throws comes back as it was thrown, and a fault as one that tells nothing", async () => {
  const ask = remote([(await served()).address]);
  answer = () => Promise.reject(new AppError("UNAVAILABLE", "The database is away."));
  await expect(ask(EXCHANGE)).rejects.toMatchObject({ code: "UNAVAILABLE", message: "The database is away." });
  answer = () => Promise.reject(new Error("hunter2"));
  const error = await ask(EXCHANGE).catch((thrown: Error) => thrown);
  expect(appErrorOf(error)?.code).toBe("INTERNAL_SERVER_ERROR");
  expect(String(error)).not.toContain("hunter2");
});

test.each([
  ["no status", { ...REPLY, status: undefined }],
  ["a status that ends nothing", { ...REPLY, status: 101 }],
  ["headers that are no pairs", { ...REPLY, headers: [["a", "b", "c"]] }],
  ["headers that are no texts", { ...REPLY, headers: [["a", 1]] }],
])("an answer with %s is not believed", async (_what, reply) => {
  const ask = remote([(await served()).address]);
  answer = () => reply;
  await expect(ask(EXCHANGE)).rejects.toMatchObject({
    code: "SUBGRAPH_UNAVAILABLE",
    detail: "data's answer to an HTTP exchange has another shape",
  });
});

test.each([
  ["nothing", {}],
  ["a method that is none", { input: { ...EXCHANGE, method: 1, body: "" } }],
  ["headers of lists", { input: { ...EXCHANGE, headers: { a: ["b"] }, body: "" } }],
  ["a body that is no text", { input: { ...EXCHANGE, body: {} } }],
])("a caller of another version that sends %s is told so", async (_what, sent) => {
  const { address } = await served();
  const { status, text } = await post(address, "/data/calls/http", JSON.stringify(sent));
  expect([status, JSON.parse(text)]).toMatchObject([200, { error: { code: "UNAVAILABLE" } }]);
  expect(asked).toEqual([]);
});

describe("a connection that breaks under", () => {
  const { dpop: _proof, ...headers } = EXCHANGE.headers;
  const GET = { ...EXCHANGE, method: "GET", body: undefined, headers };

  test.each<[string, HttpExchange, boolean]>([
    ["GET", GET, true],
    ["HEAD", { ...GET, method: "HEAD" }, true],
    ["OPTIONS", { ...GET, method: "OPTIONS" }, true],
    ["GET with a proof that is good once", { ...GET, headers: { ...headers, dpop: "x" } }, false],
    ["POST", { ...GET, method: "POST" }, false],
    ["DELETE", { ...GET, method: "DELETE" }, false],
  ])("%s: sent again %s", async (_what, exchange, again) => {
    const broken = await wild((socket) => socket.once("data", () => socket.destroy()));
    const ask = remote([broken.address, (await served()).address]);
    const outcome = await ask(exchange).then(
      () => "answered",
      (error: unknown) => appErrorOf(error)?.code,
    );
    expect([outcome, asked.length, broken.count()]).toEqual(
      again ? ["answered", 1, 1] : ["SUBGRAPH_UNAVAILABLE", 0, 1],
    );
  });
});

test("who takes an exchange and never answers is waited for until the deadline", async () => {
  const silent = await wild(() => {});
  const error = await remote([silent.address], 200)(EXCHANGE).catch((thrown: unknown) => thrown);
  expect(appErrorOf(error)).toMatchObject({ code: "SUBGRAPH_UNAVAILABLE", extensions: { subgraph: "data" } });
  expect(silent.count()).toBe(1);
});
