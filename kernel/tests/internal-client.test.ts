import type { Socket } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { until } from "../../tests/testkit/until.ts";
import { appErrorOf } from "../error.ts";
import type { InternalClient, InternalClientOptions } from "../internal-client.ts";
import { createRoom, deadAddress, listenWildly, post, reach, request, serve } from "./internal-fixture.ts";

const clients: InternalClient[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

/** A client that is closed with its test. */
function client(addresses: string[], changes: Partial<InternalClientOptions> = {}): InternalClient {
  const made = reach(addresses, changes);
  clients.push(made);
  return made;
}

async function served(changes: Parameters<typeof serve>[1] = {}) {
  const room = createRoom();
  const server = await serve(room, changes);
  onTestFinished(() => server.stop());
  return { ...server, room };
}

async function wild(onConnection: (socket: Socket) => void) {
  const made = await listenWildly(onConnection);
  onTestFinished(made.stop);
  return made;
}

const body = (query: string) => JSON.stringify({ query });
const ask = (to: InternalClient, query = "{ who }", timeoutMs?: number) =>
  to.send("graphql", body(query), request, { repeatable: true, timeoutMs });
const write = (to: InternalClient, text = "done") =>
  to.send("graphql", body(`mutation { write(text: "${text}") }`), request, { repeatable: false });

/** How a call ended: its answer or what the operator reads of its failure. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    return String(await call);
  } catch (error) {
    const known = appErrorOf(error);
    expect(known?.code).toBe("SUBGRAPH_UNAVAILABLE");
    expect(known?.extensions).toEqual({ subgraph: "data" });
    return known?.detail ?? "";
  }
}

describe("a call between rooms", () => {
  const once = { repeatable: false };

  test("answers what the room answers", async () => {
    const { address } = await served();
    const data = client([address]);
    expect(await data.call("add", [1, 2, 3], undefined, once)).toBe(6);
    expect(await data.call("nothing", null, undefined, once)).toBeUndefined();
    expect(await data.call("who", undefined, undefined, once)).toBe("nobody");
    expect(await data.call("who", undefined, request, once)).toBe("key_reader");
  });

  test("rejects with the room's own error, and with no more of it than a client may see", async () => {
    const { address } = await served();
    const data = client([address]);
    await expect(data.call("refuse", null, undefined, once)).rejects.toMatchObject({
      code: "CONFLICT",
      message: "This is taken.",
      extensions: { by: "somebody" },
    });
    const error = await data.call("fail", null, undefined, once).catch((thrown: Error) => thrown);
    expect(appErrorOf(error)?.code).toBe("INTERNAL_SERVER_ERROR");
    expect(String((error as Error).message)).not.toContain("hunter2");
  });

  test("that the room does not know is unavailable, and its circuit stays closed", async () => {
    const { address } = await served();
    const data = client([address]);
    for (let time = 0; time < 10; time++)
      expect(await outcome(data.call("unknown", null, undefined, once))).toContain("answered 404");
    expect(data.down()).toEqual([]);
  });
});

describe("several addresses", () => {
  test("are called in turn", async () => {
    const [one, other] = [await served(), await served()];
    const data = client([one.address, other.address]);
    for (let time = 0; time < 6; time++) await write(data, String(time));
    expect([one.room.gate.asked, other.room.gate.asked]).toEqual([
      ["0", "2", "4"],
      ["1", "3", "5"],
    ]);
  });

  test("where nobody listens are passed over, for mutations too: nothing was sent", async () => {
    const { address, room } = await served();
    const data = client([await deadAddress(), address, await deadAddress()]);
    for (let time = 0; time < 9; time++) await write(data, String(time));
    expect(room.gate.asked).toHaveLength(9);
  });

  test("that break off under a read let the next one answer; a mutation is never sent twice", async () => {
    const broken = await wild((socket) => socket.once("data", () => socket.destroy()));
    const { address, room } = await served();
    expect(await ask(client([broken.address, address]))).toContain("key_reader");
    expect(await outcome(write(client([broken.address, address])))).toContain("data: ");
    expect(room.gate.asked).toEqual([]);
    expect(broken.count()).toBe(2);
  });
});

test("a read whose old connection was cut off is sent again to the only address there is", async () => {
  let connections = 0;
  const { address } = await served();
  const cutting = await wild((socket) => {
    if (++connections === 1) socket.once("data", () => socket.destroy());
    else socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
  });
  expect(await ask(client([cutting.address]))).toBe("{}");
  expect(connections).toBe(2);
  expect(await ask(client([address]))).toContain("data");
});

describe("the deadline holds for", () => {
  test.each<[string, (socket: Socket) => void]>([
    ["one who takes the call and never answers", () => {}],
    ["one who stops in the middle of the head", (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-")],
    [
      "one who stops in the middle of the body",
      (socket) => void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
    ],
    [
      "one who dribbles",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        const timer = setInterval(() => socket.write("x"), 10);
        socket.once("close", () => clearInterval(timer));
      },
    ],
  ])("%s", async (_name, behave) => {
    const { address } = await wild((socket) => socket.once("data", () => behave(socket)));
    const began = performance.now();
    expect(await outcome(ask(client([address]), "{ who }", 200))).toContain("no answer within");
    expect(performance.now() - began).toBeLessThan(1_500);
  });

  test("one who waits for a connection", async () => {
    const { address, room } = await served();
    const data = client([address], { connections: 1 });
    const first = ask(data, "{ wait }");
    await expect.poll(() => room.gate.waiting.length).toBe(1);
    expect(await outcome(ask(data, "{ who }", 100))).toContain("no answer within");
    room.gate.waiting[0]?.();
    expect(await first).toContain("waited");
    expect(await ask(data)).toContain("key_reader");
  });
});

test.each<[string, (socket: Socket) => void]>([
  ["dies in the middle of an answer", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")],
  ["resets the connection", (socket) => socket.resetAndDestroy()],
  ["speaks no HTTP", (socket) => socket.end("\0\0\0\0hello\r\n\r\n")],
  ["answers a fault", (socket) => socket.end("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n")],
  [
    "answers more than is taken",
    (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n${"x".repeat(2_000)}`),
  ],
])("one who %s is unavailable at once", async (_name, behave) => {
  const { address } = await wild((socket) => socket.once("data", () => behave(socket)));
  const began = performance.now();
  await outcome(ask(client([address], { maxBytes: 1_000 })));
  expect(performance.now() - began).toBeLessThan(2_000);
});

test("answers that are too long say nothing against the address, nor do calls that waited in vain for a connection", async () => {
  const { address, room } = await served();
  const data = client([address], { maxBytes: 1_000, connections: 1 });
  const long = `{ ${Array.from({ length: 30 }, (_, at) => `a${at}: who`).join(" ")} }`;
  for (let time = 0; time < 6; time++) expect(await outcome(ask(data, long))).toContain("more than 1000 bytes");
  const first = ask(data, "{ wait }");
  await expect.poll(() => room.gate.waiting.length).toBe(1);
  await Promise.all(Array.from({ length: 6 }, () => outcome(ask(data, "{ who }", 50))));
  expect(data.down()).toEqual([]);
  room.gate.waiting[0]?.();
  expect(await first).toContain("waited");
});

test("an answer that is no JSON is a fault of the call, not of the process", async () => {
  const { address } = await wild((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{")),
  );
  await expect(client([address]).call("add", 1, undefined, { repeatable: false })).rejects.toThrow();
});

test("more calls than connections and queue are refused at once, and the others are answered", async () => {
  const { address, room } = await served();
  const data = client([address], { connections: 2, queue: 3 });
  const running = Array.from({ length: 5 }, () => ask(data, "{ wait }"));
  await expect.poll(() => room.gate.waiting.length).toBe(2);
  const began = performance.now();
  expect(await outcome(ask(data))).toContain("5 calls are under way already");
  expect(performance.now() - began).toBeLessThan(500);
  const timer = setInterval(() => room.gate.waiting.shift()?.(), 5);
  for (const answer of await Promise.all(running)) expect(answer).toContain("waited");
  clearInterval(timer);
  expect(await ask(data)).toContain("key_reader");
});

describe("the circuit", () => {
  test("opens while nobody answers, lets one call try, and closes when somebody does", async () => {
    const room = createRoom();
    const first = await serve(room);
    const { port } = new URL(first.address);
    const data = client([first.address]);
    expect(await ask(data)).toContain("key_reader");
    await first.stop();
    for (let time = 0; time < 5; time++) await outcome(ask(data));
    expect(data.down()).toEqual([first.address]);
    expect(await outcome(ask(data))).toMatch(/breaker is open|circuit/i);

    const second = await serve(room, { port: Number(port) });
    onTestFinished(() => second.stop());
    await expect.poll(() => ask(data).catch(() => ""), { timeout: 5_000 }).toContain("key_reader");
    expect(data.down()).toEqual([]);
  });

  test("while one call tries a deaf address, no other waits for it", async () => {
    let heard: number | undefined;
    const { address } = await wild((socket) =>
      socket.once("data", () => {
        if (heard === undefined) socket.destroy();
        else heard++;
      }),
    );
    const data = client([address]);
    for (let time = 0; time < 5; time++) await outcome(ask(data));
    expect(data.down()).toEqual([address]);
    heard = 0;
    // Whoever comes first after the pause tries, and hangs until its deadline.
    const ended: string[] = [];
    const calls: Promise<unknown>[] = [];
    await until(async () => {
      if (heard === 0) calls.push(outcome(ask(data, "{ who }", 3_000)).then((why) => ended.push(why)));
      return heard === 1;
    });
    ended.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => outcome(ask(data)).then((why) => ended.push(why))));
    await Promise.all(calls);
    expect(ended.at(-1)).toContain("no answer within");
    expect(ended.filter((why) => why.includes("no answer"))).toHaveLength(1);
    expect(heard).toBe(1);
  });

  test("of one address leaves the others alone", async () => {
    const { address, room } = await served();
    const dead = await deadAddress();
    const data = client([dead, address]);
    for (let time = 0; time < 20; time++) await write(data, String(time));
    expect(data.down()).toEqual([dead]);
    expect(room.gate.asked).toHaveLength(20);
  });
});

describe("a stream of events", () => {
  const subscribe = (to: InternalClient, args: string) =>
    to.open("subscribe", body(`subscription { told(${args}) { cursor } }`), request);

  async function read(stream: string | AsyncIterable<unknown>): Promise<unknown[]> {
    if (typeof stream === "string") throw new Error(stream);
    const seen: unknown[] = [];
    for await (const event of stream) seen.push(event);
    return seen;
  }

  test("brings each event's cursor and nothing else of it, and ends with its source", async () => {
    const { address, room } = await served();
    expect(await read(await subscribe(client([address]), "count: 3"))).toEqual([
      { cursor: "c0" },
      { cursor: "c1" },
      { cursor: "c2" },
    ]);
    expect(room.left).toEqual(["left"]);
  });

  test("of many events brings every one in order, however slowly it is read", async () => {
    const { address } = await served();
    const stream = await subscribe(client([address]), "count: 20000");
    let seen = 0;
    for await (const event of stream as AsyncIterable<{ cursor: string }>) {
      if (event.cursor !== `c${seen}`) throw new Error(`${event.cursor} instead of c${seen}`);
      if (++seen % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(seen).toBe(20_000);
  });

  test("that fails brings what came before, then the error", async () => {
    const { address } = await served();
    const stream = (await subscribe(client([address]), "count: 2, fails: true")) as AsyncIterable<unknown>;
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const event of stream) seen.push(event);
    })();
    await expect(reading).rejects.toMatchObject({ code: "CURSOR_EXPIRED", message: "Read the list again." });
    expect(seen).toHaveLength(2);
  });

  test("that is refused is answered and not opened", async () => {
    const { address } = await served();
    const answer = await client([address]).open("subscribe", body("subscription { unknown }"), request);
    expect(JSON.parse(answer as string)).toMatchObject({ errors: [{ code: "UNAVAILABLE" }] });
  });

  test("whose reader leaves is left by its source, also while nothing comes", async () => {
    const { address, room } = await served({ heartbeatMs: 20 });
    const stream = (await subscribe(client([address]), "count: 1, quiet: true")) as AsyncIterable<unknown>;
    for await (const _event of stream) break;
    // The source stands at an await; it is let go when that ends.
    await expect.poll(() => room.gate.waiting.length).toBe(1);
    room.gate.waiting[0]?.();
    await expect.poll(() => room.left).toEqual(["left"]);
  });

  test("whose reader left while it was being opened is left by its source as soon as there is one", async () => {
    const { address, room } = await served({ heartbeatMs: 20 });
    const impatient = client([address], { timeoutMs: 100 });
    const opening = impatient.open("subscribe", body("subscription { later { cursor } }"), request);
    await expect(opening).rejects.toMatchObject({ code: "SUBGRAPH_UNAVAILABLE" });
    // The server has heard of the broken connection by the time it answers another.
    await post(address, "/healthz", "", { method: "GET" });
    expect(room.gate.waiting).toHaveLength(1);
    room.gate.waiting[0]?.();
    await expect.poll(() => room.left).toEqual(["left"]);
  });

  test("whose server stops rejects: it did not end, it was lost", async () => {
    const room = createRoom();
    const server = await serve(room);
    const stream = await subscribe(client([server.address]), "count: 1, quiet: true");
    const reading = outcome(read(stream));
    await expect.poll(() => room.gate.waiting.length).toBe(1);
    await server.stop();
    expect(await reading).toContain("data: ");
  });

  test("from which no sign of life comes is given up; with heartbeats it stays", async () => {
    const silent = await served({ heartbeatMs: 60_000 });
    const stream = await subscribe(client([silent.address], { silenceMs: 100 }), "count: 0, quiet: true");
    expect(await outcome(read(stream))).toContain("no sign of life for 100 ms");

    const alive = await served({ heartbeatMs: 20 });
    const living = await subscribe(client([alive.address], { silenceMs: 2_000 }), "count: 0, quiet: true");
    const reading = read(living);
    const winner = await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 300, "still open"))]);
    expect(winner).toBe("still open");
    alive.room.gate.waiting[0]?.();
    expect(await reading).toEqual([]);
  });

  test.each(["not json\n", '{"cursor":', "x".repeat(300_000)])("with the line %.12s is lost", async (line) => {
    const { address } = await wild((socket) =>
      socket.once("data", () => {
        const head = "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n";
        socket.end(`${head}\n{"cursor":"c0"}\n${line}`);
      }),
    );
    const stream = (await client([address]).open("subscribe", body("x"), request)) as AsyncIterable<unknown>;
    expect(await outcome(read(stream))).toContain("data: ");
  });

  test("too many of them are refused at once; one that ends makes room", async () => {
    const { address, room } = await served();
    const data = client([address], { streams: 2 });
    const open = await Promise.all([0, 1].map(() => subscribe(data, "count: 0, quiet: true")));
    expect(await outcome(subscribe(data, "count: 0"))).toContain("2 calls are under way already");
    const first = (open[0] as AsyncIterable<unknown>)[Symbol.asyncIterator]();
    await first.return?.();
    expect(await read(await subscribe(data, "count: 1"))).toHaveLength(1);
    for (const go of room.gate.waiting) go();
  });
});
