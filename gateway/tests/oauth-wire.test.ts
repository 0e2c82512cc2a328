import { setTimeout as wait } from "node:timers/promises";
import Fastify from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createEdge } from "../src/edge.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { addEntrance } from "../src/http/entrance.ts";
import { addErrorHandling } from "../src/http/error-handler.ts";
import { addOAuthRoutes } from "../src/http/oauth-routes.ts";
import { testConfig, testPorts } from "./fixtures/gateway.ts";
import { answersIn, connectTo, converse, createBehind, replyOf, restOf } from "./fixtures/oauth.ts";

const behind = createBehind();
let gateway: Gateway;
let address: string;

beforeAll(async () => {
  gateway = await createGateway({ ...testPorts(), oauth: behind.answer }, testConfig(), []);
  address = await gateway.listen();
});
afterAll(() => gateway.stop());
beforeEach(() => {
  behind.asked.length = 0;
  behind.says = undefined;
});

const END = "Connection: close\r\n\r\n";
const head = (line: string, ...headers: string[]) =>
  `${line} HTTP/1.1\r\n${["Host: x", ...headers].join("\r\n")}\r\n${END}`;

describe("a header that came twice is seen twice:", () => {
  test.each([
    ["DPoP", "dpop", "one, two"],
    ["Authorization", "authorization", "one, two"],
    ["Origin", "origin", "one, two"],
    ["User-Agent", "user-agent", "one, two"],
    ["Referer", "referer", "one, two"],
    ["Cookie", "cookie", "one; two"],
    ["__proto__", "__proto__", "one, two"],
  ])("%s", async (sent, name, value) => {
    const answer = await converse(address, head("GET /oauth/userinfo", `${sent}: one`, `${sent}: two`));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(Object.entries(behind.asked[0]?.headers ?? {})).toContainEqual([name, value]);
  });

  test("Content-Type", async () => {
    const types = ["Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json"];
    await converse(address, `${head("POST /oauth/token", ...types, "Content-Length: 3")}a=b`);
    expect(behind.asked[0]?.headers["content-type"]).toBe("application/x-www-form-urlencoded, application/json");
  });
});

describe("the only host there is", () => {
  test.each([
    ["another host", head("GET /oauth/x", "Host: evil.example").replace("Host: x\r\n", "")],
    ["two hosts", head("GET /oauth/x", "Host: evil.example")],
    ["a host that hides in the connection's own", head("GET /oauth/x", "Connection: host")],
    ["an absolute target", head("GET http://evil.example/oauth/x")],
    ["an absolute target with a user", head("GET https://localhost:4000@evil.example/oauth/x")],
    ["no host, by HTTP/1.0", "GET /oauth/x HTTP/1.0\r\n\r\n"],
  ])("is the public origin's: %s", async (_what, request) => {
    await converse(address, request);
    expect(behind.asked).toMatchObject([{ target: "/oauth/x", headers: { host: "localhost:4000" } }]);
    expect(JSON.stringify(behind.asked[0])).not.toContain("evil");
  });

  test.each([
    "GET http://evil.example?x=/oauth/token",
    "GET http://evil.example#/oauth/token",
    "GET //evil.example/oauth/token",
    "GET ftp://evil.example/oauth/token",
    "OPTIONS *",
  ])("'%s' reaches nothing", async (line) => {
    expect(await converse(address, head(line))).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(behind.asked).toEqual([]);
  });
});

describe("a second request hidden in the first", () => {
  const SMUGGLED = "GET /oauth/smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  test.each([
    ["by length and chunks", ["Content-Length: 4", "Transfer-Encoding: chunked"], `0\r\n\r\n${SMUGGLED}`],
    ["by chunks and length", ["Transfer-Encoding: chunked", "Content-Length: 4"], `0\r\n\r\n${SMUGGLED}`],
    ["by two lengths", ["Content-Length: 0", `Content-Length: ${SMUGGLED.length}`], SMUGGLED],
    ["by a list of lengths", [`Content-Length: 0, ${SMUGGLED.length}`], SMUGGLED],
    ["by chunks that are none", ["Transfer-Encoding: xchunked"], `0\r\n\r\n${SMUGGLED}`],
    ["by chunks before another coding", ["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${SMUGGLED}`],
    ["by a space before the colon", ["Transfer-Encoding : chunked", "Content-Length: 5"], `0\r\n\r\n${SMUGGLED}`],
    ["by a folded line", ["X: y\r\n Transfer-Encoding: chunked", "Content-Length: 5"], `0\r\n\r\n${SMUGGLED}`],
    ["by a chunk's length with a sign", ["Transfer-Encoding: chunked"], `+0\r\n\r\n${SMUGGLED}`],
    ["by a bare line feed", [`X: y\n\n${SMUGGLED}`], ""],
  ])("%s is not found", async (_how, headers, body) => {
    const lines = ["POST /oauth/token HTTP/1.1", "Host: x", ...headers];
    const answers = answersIn(await converse(address, `${lines.join("\r\n")}\r\n\r\n${body}`));
    expect(behind.asked.map((one) => one.target)).toEqual([]);
    expect(answers).toEqual([expect.stringMatching(/^HTTP\/1\.1 400 /)]);
  });

  test("as a body to GET is the body of GET, and dropped", async () => {
    const request = `GET /oauth/jwks HTTP/1.1\r\nHost: x\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`;
    const answers = answersIn(await converse(address, request, head("GET /oauth/next")));
    expect(behind.asked.map((one) => [one.target, one.body])).toEqual([
      ["/oauth/jwks", undefined],
      ["/oauth/next", undefined],
    ]);
    expect(answers).toHaveLength(2);
  });

  test("openly, one behind the other, is answered in order", async () => {
    const one = "POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n";
    behind.says = ({ target, body, headers }) =>
      replyOf(200, [target, body, headers["content-length"], headers["transfer-encoding"]].join());
    const answers = answersIn(await converse(address, one, head("GET /oauth/next")));
    expect(answers.map((answer) => answer.split("\r\n\r\n")[1])).toEqual(["/oauth/token,a=b,3,", "/oauth/next,,,"]);
  });
});

describe("an address", () => {
  test("of some thousand characters arrives; of more than a head may have, it is refused", async () => {
    const long = `/oauth/interaction/${"a".repeat(4_000)}?state=${"b".repeat(8_000)}`;
    expect(await converse(address, head(`GET ${long}`))).toMatch(/^HTTP\/1\.1 200 /);
    expect(behind.asked[0]?.target).toBe(long);
    expect(await converse(address, head(`GET /oauth/authorize?state=${"b".repeat(20_000)}`))).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect(behind.asked).toHaveLength(1);
  });

  test("that is no UTF-8 is refused", async () => {
    expect(await converse(address, head("GET /oauth/%ff%fe"))).toMatch(/^HTTP\/1\.1 400 /);
    expect(behind.asked).toEqual([]);
  });

  test.each([
    "/oauth/TOKEN",
    "/oauth/token/",
    "/oauth//token",
    "/oauth/./token",
    "/oauth/x/../token",
    "/oauth/x/..\\token",
    "/oauth/%2e/token",
    "/oauth/%74oken",
    "/oauth/x%2F..%2Ftoken",
    "/oauth/token#",
    "/oauth/token;x",
    "/oauth/../graphql",
    "/%6Fauth/token",
  ])("that others might take for another is none: %s", async (target) => {
    expect(await converse(address, head(`POST ${target}`))).toMatch(/^HTTP\/1\.1 404 /);
    expect(behind.asked).toEqual([]);
  });
});

test("headers of the connection alone, and those it names, stay behind", async () => {
  await converse(
    address,
    "GET /oauth/x HTTP/1.1\r\nHost: x\r\nKeep-Alive: timeout=5\r\nProxy-Connection: y\r\nTE: z\r\nHop: h\r\n" +
      "Expect: 100-continue\r\nAccept: a\r\nConnection: close, Hop\r\n\r\n",
  );
  expect(behind.asked.map(({ headers }) => headers)).toEqual([{ host: "localhost:4000", accept: "a" }]);
});

test("an upgrade is refused, and the authorisation server not asked", async () => {
  const upgrade = ["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eA=="];
  const lines = ["GET /oauth/token HTTP/1.1", "Host: x", "Connection: Upgrade", ...upgrade];
  expect(await converse(address, `${lines.join("\r\n")}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 404 /);
  expect(behind.asked).toEqual([]);
});

test("a body that breaks off asks nothing", async () => {
  const socket = connectTo(address);
  socket.write("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant_type=");
  await wait(100);
  socket.destroy();
  // The one that comes after it is asked, so the first would have been as well.
  await converse(address, head("GET /oauth/after"));
  expect(behind.asked.map((one) => one.target)).toEqual(["/oauth/after"]);
});

test("a body that ends before its length is refused", async () => {
  const socket = connectTo(address);
  socket.end("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ngrant_type=");
  expect(await restOf(socket)).not.toContain("HTTP/1.1 200");
  expect(behind.asked).toEqual([]);
});

test("a body that dribbles is waited for only so long, and its connection ends", async () => {
  const edge = createEdge({ ...testPorts(), oauth: behind.answer }, testConfig());
  const app = Fastify();
  addErrorHandling(app, edge);
  addEntrance(app, edge);
  addOAuthRoutes(app, edge, 300);
  const patient = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  const socket = connectTo(patient);
  socket.write("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
  const dribble = setInterval(() => socket.write("a"), 20);
  socket.once("close", () => clearInterval(dribble));
  const answer = await restOf(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer.toLowerCase()).toContain("connection: close");
  expect(answer).toContain('"error":"invalid_request","error_description":"The body did not arrive within 0.3 s.');
  expect(behind.asked).toEqual([]);
});
