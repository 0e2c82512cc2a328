import { Agent, request as send } from "node:http";
import { createConnection } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createRoom, post, request, serve, sign, type TestRoom } from "./internal-fixture.ts";

let room: TestRoom;
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  room = createRoom();
  server = await serve(room, { requestTimeoutMs: 600 });
});

afterAll(() => server.stop());

beforeEach(() => {
  server.logged.length = 0;
  room.gate.asked.length = 0;
});

const query = (text: string, variables = {}) => JSON.stringify({ query: text, variables });
/** One connection, kept for calls one after another; each tells whether the server ended it with the answer. */
function keptConnection(address: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const path = "/data/graphql";
  return (body: string) =>
    new Promise<{ ends: boolean; text: string }>((resolve, reject) => {
      const token = sign({ room: "data", to: new URL(address).host, method: "POST", path, body, request });
      const headers = { authorization: `Bearer ${token}` };
      const sent = send(address + path, { method: "POST", agent, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ ends: response.headers.connection === "close", text }));
      });
      sent.once("error", reject);
      sent.end(body);
    });
}

const WRITE = query('mutation { write(text: "done") }');

describe("a call", () => {
  test("is answered with data, on behalf of whom the token names", async () => {
    const { status, text } = await post(server.address, "/data/graphql", query("{ who }"));
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ data: { who: '["key_reader","req_1","203.0.113.7"]' } });
  });

  test("that fails foreseeably answers what a client may see of it; the rest is logged", async () => {
    const { text } = await post(server.address, "/data/graphql", query("{ known }"));
    expect(JSON.parse(text)).toEqual({
      data: { known: null },
      errors: [
        {
          code: "VERSION_MISMATCH",
          message: "Read it again.",
          path: ["known"],
          fields: [{ path: "/a", code: "X", message: "Y." }],
          extensions: { current: 3 },
        },
      ],
    });
    expect(server.logged.join()).toContain("detail for the log");
  });

  test("that fails unforeseeably says nothing of why, and the log knows it under the request's id", async () => {
    const { text } = await post(server.address, "/data/graphql", query("{ unforeseen }"));
    expect(JSON.parse(text).errors).toMatchObject([{ code: "INTERNAL_SERVER_ERROR", path: ["unforeseen"] }]);
    expect(text).not.toMatch(/hunter2|stack/);
    expect(server.logged.map((line) => JSON.parse(line))).toMatchObject([
      { requestId: "req_1", msg: "unforeseen error", detail: expect.stringContaining("hunter2") },
    ]);
  });

  test("with a document of another version is refused as a whole, not answered with gaps", async () => {
    const { text } = await post(server.address, "/data/graphql", query("{ who fromTheFuture }"));
    expect(JSON.parse(text)).toMatchObject({ errors: [{ code: "UNAVAILABLE" }] });
    expect(JSON.parse(text)).not.toHaveProperty("data");
    expect(server.logged.join()).toContain("fromTheFuture");
  });

  test.each(["", "{", "[]", "null", '"x"', "{}", '{"query": 1}'])("with the body %j is refused", async (body) => {
    expect((await post(server.address, "/data/graphql", body)).status).toBe(400);
    expect((await post(server.address, "/data/subscribe", body)).status).toBe(400);
  });

  test("of eight megabytes is taken, a longer one is not", async () => {
    const fill = (bytes: number) => query("query ($value: JSON) { echo(value: $value) }", { value: "x".repeat(bytes) });
    const most = fill(8 * 1024 * 1024 - fill(0).length);
    expect((await post(server.address, "/data/graphql", most)).status).toBe(200);
    const refused = await post(server.address, "/data/graphql", `${most} `).catch((error: Error) => error);
    // The connection ends with the answer, which may come before everything is sent.
    if (!(refused instanceof Error)) expect(refused.status).toBe(413);
    expect((await post(server.address, "/data/graphql", query("{ who }"))).status).toBe(200);
  });
});

describe("refused with 401, a log line and nothing done is a call", () => {
  const path = "/data/graphql";
  const to = () => new URL(server.address).host;
  const good = () => sign({ room: "data", to: to(), method: "POST", path, body: WRITE, request });
  const forged = () => {
    const [header, payload] = good().split(".");
    return `${header}.${payload}.${"A".repeat(43)}`;
  };
  const unsigned = () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${good().split(".")[1]}.`;

  test.each<[string, () => string | null]>([
    ["without a token", () => null],
    ["with garbage for a token", () => "garbage"],
    ["with a forged token", forged],
    ["with a token that says alg none", unsigned],
    [
      "with a token for another room",
      () => sign({ room: "audit", to: to(), method: "POST", path, body: WRITE, request }),
    ],
    [
      "with a token for another process",
      () => sign({ room: "data", to: "10.0.0.1:1", method: "POST", path, body: WRITE, request }),
    ],
    [
      "with a token for another path",
      () => sign({ room: "data", to: to(), method: "POST", path: "/data/subscribe", body: WRITE, request }),
    ],
    [
      "with a token for another body",
      () => sign({ room: "data", to: to(), method: "POST", path, body: query("{ who }"), request }),
    ],
  ])("%s", async (_name, token) => {
    const { status, text } = await post(server.address, path, WRITE, { token: token() });
    expect(status).toBe(401);
    expect(JSON.parse(text).error).toMatch(/^The .*\.$/);
    expect(room.gate.asked).toEqual([]);
    expect(server.logged.map((line) => JSON.parse(line))).toMatchObject([
      { msg: "internal call refused", path, reason: JSON.parse(text).error },
    ]);
  });

  test("that was made before", async () => {
    const token = good();
    expect((await post(server.address, path, WRITE, { token })).status).toBe(200);
    expect((await post(server.address, path, WRITE, { token })).status).toBe(401);
    expect(room.gate.asked).toEqual(["done"]);
  });

  test("but a flood of them writes a readable log", async () => {
    const began = Date.now();
    await Promise.all(Array.from({ length: 200 }, () => post(server.address, path, "", { token: "x" })));
    const seconds = Math.floor(Date.now() / 1_000) - Math.floor(began / 1_000) + 1;
    expect(server.logged.length).toBeLessThanOrEqual(Math.min(20 * seconds, 199));
  });
});

test("a process takes tokens for its own names alone; bound to all interfaces without names it takes any", async () => {
  const named = await serve(createRoom(), { names: ["data-1.internal:4101"] });
  const open = await serve(createRoom(), { host: "0.0.0.0" });
  onTestFinished(async () => void (await Promise.all([named.stop(), open.stop()])));
  const path = "/data/graphql";
  const body = query("{ who }");
  const tokenFor = (to: string) => sign({ room: "data", to, method: "POST", path, body, request });
  const status = async (address: string, to: string) =>
    (await post(address, path, body, { token: tokenFor(to) })).status;
  expect(await status(named.address, "data-1.internal:4101")).toBe(200);
  expect(await status(named.address, new URL(named.address).host)).toBe(401);
  expect(await status(open.address.replace("0.0.0.0", "127.0.0.1"), "anything:1")).toBe(200);
});

describe("other addresses and methods", () => {
  test.each([
    "/",
    "/data",
    "/audit/graphql",
    "/data/calls/unknown",
    "/data/calls/__proto__",
    "/data/calls/constructor",
    "/data/graphql?x=1",
    "//data/graphql",
    "/data/graphql/",
  ])("POST %s is 404", async (path) => {
    expect((await post(server.address, path, "{}")).status).toBe(404);
  });

  test("other methods are 405, and GET knows health alone", async () => {
    expect((await post(server.address, "/data/graphql", "{}", { method: "PUT" })).status).toBe(405);
    expect((await post(server.address, "/data/graphql", "", { method: "GET" })).status).toBe(404);
  });

  test("health and readiness need no token", async () => {
    expect(await post(server.address, "/healthz", "", { method: "GET", token: null })).toMatchObject({ status: 200 });
    const ready = await post(server.address, "/readyz", "", { method: "GET", token: null });
    expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { status: "ready", checks: { database: "ok" } }]);
  });

  test("not ready is 503 with the reason", async () => {
    const sick = await serve(createRoom(), { ready: async () => ({ ok: false, checks: { database: "down" } }) });
    onTestFinished(() => sick.stop());
    const { status, text } = await post(sick.address, "/readyz", "", { method: "GET", token: null });
    expect([status, JSON.parse(text)]).toEqual([503, { status: "not ready", checks: { database: "down" } }]);
  });
});

describe("a connection", () => {
  /** Sends these bytes, then only listens until the other side closes. */
  async function raw(text: string): Promise<string> {
    const { port, hostname } = new URL(server.address);
    const socket = createConnection(Number(port), hostname);
    let answer = "";
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("error", () => {});
    socket.write(text);
    await new Promise((resolve) => socket.once("close", resolve));
    return answer;
  }

  test.each(["\0\0\0\0\r\n\r\n", "GET\r\n\r\n", "POST /data/graphql HTTP/9.9\r\n\r\n", "\x16\x03\x01\x02\x00hello"])(
    "with rubbish is closed: %j",
    async (text) => {
      expect(await raw(text)).toMatch(/^(HTTP\/1.1 400|$)/);
    },
  );

  test("with headers without end is closed", async () => {
    expect(await raw(`POST /data/graphql HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(40_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1.1 4/,
    );
  });

  test("that never finishes its headers is closed", async () => {
    expect(await raw("POST /data/graphql HTTP/1.1\r\nHost: x\r\n")).toContain("408");
  });

  test("that never finishes its body is closed", async () => {
    const token = sign({
      room: "data",
      to: new URL(server.address).host,
      method: "POST",
      path: "/data/graphql",
      body: WRITE,
      request,
    });
    const head = `POST /data/graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${WRITE.length}\r\n\r\n`;
    expect(await raw(head + WRITE.slice(0, -1))).not.toContain("200");
    expect(room.gate.asked).toEqual([]);
  });

  test("whatever came before, the server still answers", async () => {
    expect((await post(server.address, "/data/graphql", query("{ who }"))).status).toBe(200);
  });
});

describe("stopping", () => {
  test("finishes what runs, takes nothing new, and ends", async () => {
    const own = createRoom();
    const stopping = await serve(own);
    const running = post(stopping.address, "/data/graphql", query("{ wait }"));
    await expect.poll(() => own.gate.waiting.length).toBe(1);
    const stopped = stopping.stop();
    await expect(post(stopping.address, "/data/graphql", query("{ who }"))).rejects.toThrow();
    own.gate.waiting[0]?.();
    expect(JSON.parse((await running).text)).toEqual({ data: { wait: "waited" } });
    await stopped;
  });

  test("does not wait for ever for what does not end, nor for open streams", async () => {
    const own = createRoom();
    const stopping = await serve(own, { stopMs: 200 });
    const hanging = post(stopping.address, "/data/graphql", query("{ wait }")).catch(() => "cut off");
    const stream = post(
      stopping.address,
      "/data/subscribe",
      query("subscription { told(quiet: true) { cursor } }"),
    ).then(
      ({ text }) => text,
      () => "cut off",
    );
    await expect.poll(() => own.gate.waiting.length).toBe(2);
    await stopping.stop();
    expect(await hanging).toBe("cut off");
    expect(await stream).not.toContain("end");
  });

  test("answers a call written into a connection that was idle, once, and ends the connection with it", async () => {
    const stopping = await serve(createRoom());
    const call = keptConnection(stopping.address);
    expect(await call(WRITE)).toMatchObject({ ends: false, text: '{"data":{"write":"done"}}' });
    const stopped = stopping.stop();
    expect(await call(WRITE)).toMatchObject({ ends: true, text: '{"data":{"write":"done"}}' });
    await stopped;
  });

  test("with a notice says first that it is not ready, and answers everybody until the notice is over", async () => {
    const stopping = await serve(createRoom());
    const stopped = stopping.stop(300);
    const { status } = await post(stopping.address, "/readyz", "", { method: "GET", token: null });
    expect(status).toBe(503);
    expect((await post(stopping.address, "/data/graphql", WRITE)).status).toBe(200);
    await stopped;
    await expect(post(stopping.address, "/data/graphql", WRITE)).rejects.toThrow();
  });

  test("with idle connections ends at once, and twice is as good as once", async () => {
    const stopping = await serve(createRoom());
    await post(stopping.address, "/data/graphql", query("{ who }"));
    const began = performance.now();
    await Promise.all([stopping.stop(), stopping.stop()]);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});
