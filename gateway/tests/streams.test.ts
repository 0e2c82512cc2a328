import { createServer } from "node:http";
import { type AddressInfo, createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import { afterEach, describe, expect, test } from "vitest";
import { openStream } from "../../tests/testkit/event-stream.ts";
import { createGateway, type Gateway } from "../src/gateway.ts";
import { createMessageBudget } from "../src/message-budget.ts";
import { type Audiences, joinAudience } from "../src/socket/audience.ts";
import { openEventStream } from "../src/stream/event-stream.ts";
import { createChannel } from "./fixtures/channel.ts";
import { principalWith, TENANT, type TestPorts, testConfig, testPorts } from "./fixtures/gateway.ts";
import { connected } from "./fixtures/socket-client.ts";

const gateways: Gateway[] = [];
afterEach(() => Promise.all(gateways.splice(0).map((gateway) => gateway.stop())));

async function open(changes: Parameters<typeof testConfig>[0] = {}) {
  const ports: TestPorts = testPorts();
  const gateway = await createGateway(ports, testConfig({ messagesBurst: 100_000, ...changes }), []);
  gateways.push(gateway);
  return { ports, gateway, address: await gateway.listen() };
}

const CHANGES = "subscription ($shelf: String!) { bookChanged(shelf: $shelf) { cursor book { title } } }";
const change = (cursor: string) => ({ cursor, book: { __typename: "Book", id: "b1", title: `Book ${cursor}` } });

/** A subscription as server-sent events. */
const stream = (address: string, bearer = "reader", shelf = "s") =>
  openStream(`${address}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, accept: "text/event-stream", "content-type": "application/json" },
    body: JSON.stringify({ query: CHANGES, variables: { shelf } }),
  });

const cursorsOf = (events: { id: string | undefined }[]) => events.map(({ id }) => id);
const range = (count: number) => Array.from({ length: count }, (_, at) => `n${at}`);

describe("an audience", () => {
  test("of fifty, on sockets and streams, has one source, one execution an event, and the same bytes", async () => {
    const { ports, address } = await open();
    const streams = await Promise.all(range(25).map(() => stream(address)));
    const sockets = await Promise.all(range(25).map(() => connected(address, { bearer: "reader" })));
    for (const socket of sockets) socket.subscribe("1", CHANGES, { shelf: "s" });
    const warm = setInterval(() => ports.fixture.publish("s", change("warm")), 20);
    await Promise.all(sockets.map((socket) => socket.next(({ type }) => type === "next")));
    clearInterval(warm);
    expect(ports.fixture.followers()).toBe(1);
    for (const cursor of range(20)) ports.fixture.publish("s", change(cursor));
    const heard = await Promise.all(
      streams.map(async (one) => {
        for (;;) if ((await one.take(1))[0]?.id === "n0") return ["n0", ...cursorsOf(await one.take(19))];
      }),
    );
    for (const cursors of heard) expect(cursors).toEqual(range(20));
    const last = await Promise.all(sockets.map((socket) => socket.next((one) => JSON.stringify(one).includes("n19"))));
    expect(new Set(last.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(range(20).map((cursor) => ports.fixture.counts.deliveries.get(cursor))).toEqual(range(20).map(() => 1));
    for (const one of [...streams, ...sockets.map(({ socket }) => socket)]) one.close();
    await expect.poll(() => ports.fixture.followers()).toBe(0);
  });

  test("ends at tenants, permissions and the collections that a role is limited to", async () => {
    const { ports, address } = await open();
    const elsewhere = "0195c3a4-0000-7000-8000-00000000aaaa";
    const only = (...names: string[]): Principal => ({
      ...principalWith(["record:read"]),
      collections: new Set(names),
    });
    ports.statuses.set(elsewhere, "ACTIVE");
    const bearers: [string, Principal][] = [
      ["same", principalWith(["record:read"])],
      ["more", principalWith(["record:read", "record:create"])],
      ["elsewhere", principalWith(["record:read"], elsewhere)],
      ["a", only("a")],
      ["b", only("b")],
      ["alsoB", only("b")],
    ];
    for (const [bearer, principal] of bearers) ports.principals.set(bearer, principal);
    const streams = await Promise.all(
      ["reader", ...bearers.map(([bearer]) => bearer)].map((one) => stream(address, one)),
    );
    expect(ports.fixture.followers()).toBe(5);
    ports.fixture.publish("s", change("one"));
    await Promise.all(streams.map((one) => one.take(1)));
    expect(ports.fixture.counts.deliveries.get("one")).toBe(5);
    for (const one of streams) one.close();
  });

  test("loses whoever's role came to reach other collections, within a second", async () => {
    const { ports, address } = await open();
    ports.principals.set("limited", { ...principalWith(["record:read"]), collections: new Set(["a"]) });
    const one = await stream(address, "limited");
    ports.principals.set("limited", { ...principalWith(["record:read"]), collections: new Set(["b"]) });
    ports.policyChanged(TENANT);
    expect((await one.take(2)).map(({ name }) => name)).toEqual(["next", "complete"]);
    expect(one.events[0]?.data).toContain("FORBIDDEN");
  });

  test("does not wait for a slow member, who reads on alone from where it stood and misses nothing", async () => {
    const channel = createChannel<{ cursor: string }>();
    const all: { cursor: string }[] = [];
    const audiences: Audiences = new Map();
    let opened = 0;
    const source = async (after: string | null) => {
      opened++;
      const kept = after === null ? [] : all.slice(all.findIndex(({ cursor }) => cursor === after) + 1);
      const live = channel.follow(() => true);
      return (async function* () {
        yield* kept;
        yield* live;
      })();
    };
    const [slow, quick] = [
      await joinAudience(audiences, "k", "f", source),
      await joinAudience(audiences, "k", "f", source),
    ];
    expect(opened).toBe(1);
    const take = async (member: typeof slow) => {
      const { event } = (await member.next()).value ?? {};
      return String((event as { cursor: string } | undefined)?.cursor);
    };
    const seen: string[] = [];
    for (const cursor of range(400)) {
      all.push({ cursor });
      channel.publish({ cursor });
      seen.push(await take(quick));
    }
    expect(seen).toEqual(range(400));
    const late: string[] = [];
    while (late.length < 400) late.push(await take(slow));
    expect(late).toEqual(range(400));
    expect(opened).toBe(2);
    await slow.return?.();
    await quick.return?.();
    expect(audiences.size).toBe(0);
  });
});

test("what has been superseded by the time it is delivered is passed over; other errors are delivered", async () => {
  const { ports, address } = await open();
  const one = await stream(address);
  for (const cursor of ["n0", "superseded", "n1"]) ports.fixture.publish("s", change(cursor));
  ports.fixture.publish("s", { ...change("n2"), book: { ...change("n2").book, title: null as unknown as string } });
  const events = await one.take(3);
  expect(cursorsOf(events)).toEqual(["n0", "n1", "n2"]);
  expect(events.map(({ data }) => "errors" in JSON.parse(data))).toEqual([false, false, true]);
  one.close();
});

describe("messages of a tenant", () => {
  test("beyond its limit end the stream or socket that they would have gone to, which resumes", async () => {
    const { ports, address } = await open({ messagesPerSecond: 1, messagesBurst: 5 });
    const one = await stream(address);
    for (const cursor of range(8)) ports.fixture.publish("s", change(cursor));
    expect(await one.ended(5_000)).toBe(true);
    expect(cursorsOf(one.events)).toEqual(range(5));
    const socket = await connected(address, { bearer: "reader" });
    socket.subscribe("1", CHANGES, { shelf: "s" });
    const again = setInterval(() => ports.fixture.publish("s", change("more")), 20);
    expect(await socket.next(({ type }) => type === "error")).toMatchObject({
      payload: [{ extensions: { code: "TOO_MANY_MESSAGES" } }],
    });
    expect(await socket.closed).toEqual({ code: 1013, reason: "TOO_MANY_MESSAGES" });
    clearInterval(again);
  });

  test("that are read at the reader's own pace wait, and those of another tenant do not", async () => {
    const budget = createMessageBudget(100, 2);
    for (const _ of range(2)) await budget.take("a", false);
    expect(() => budget.take("a", false)).toThrow(expect.objectContaining({ code: "TOO_MANY_MESSAGES" }));
    expect(budget.take("b", false)).toBeUndefined();
    const begun = performance.now();
    for (const _ of range(5)) await budget.take("a", true);
    expect(performance.now() - begun).toBeGreaterThan(35);
  });
});

test("a tenant whose plan allows fewer messages has a smaller share of the burst, at once when the plan changes", () => {
  const budget = createMessageBudget(1_000, 5_000);
  const taken = (most?: number) => {
    for (let count = 0; ; count++)
      try {
        void budget.take("a", false, most);
      } catch (error) {
        return [count, (error as Error).message.match(/\d+/)?.[0]];
      }
  };
  void budget.take("a", false);
  expect(taken(2)).toEqual([10, "2"]);
  expect(() => budget.take("a", false, 1)).toThrow();
  expect(taken(1_000_000)[1]).toBe("1000");
});

describe("a stream", () => {
  test("counts for its tenant as a socket does, until it ends", async () => {
    const { address } = await open({ socketsPerTenant: 2 });
    const socket = await connected(address, { bearer: "reader" });
    const one = await stream(address);
    const refused = await stream(address);
    expect([refused.status, JSON.parse(refused.text).errors[0].extensions.code]).toEqual([429, "TOO_MANY_SOCKETS"]);
    one.close();
    await expect.poll(async () => (await stream(address)).status).toBe(200);
    socket.socket.close();
  });

  test("whose reader never reads is ended, and holds no more than one event beside what the socket takes", async () => {
    let sent = 0;
    let stalled = false;
    const server = createServer(async (_request, response) => {
      const events = openEventStream(
        response,
        () => {
          stalled = true;
          events.end();
        },
        200,
      );
      while (!stalled && sent < 1_000) {
        await events.send({ data: "x".repeat(100_000) });
        sent++;
      }
    }).listen(0);
    const socket = createConnection((server.address() as AddressInfo).port);
    socket.write("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    socket.pause();
    await expect.poll(() => stalled, { timeout: 5_000 }).toBe(true);
    expect(sent).toBeLessThan(200);
    socket.destroy();
    server.close();
  });

  test("leaves with the process: it is told to come back, and no new one is taken", async () => {
    const { ports, gateway, address } = await open();
    const one = await stream(address);
    const drained = gateway.drain(100, 2_000);
    expect(await one.ended(2_000)).toBe(true);
    expect([one.events, one.comments.at(-1)]).toEqual([[], expect.stringContaining("closing 1001")]);
    await drained;
    await expect.poll(() => ports.fixture.followers()).toBe(0);
  });

  test("ends when the access token expires by which it was opened", async () => {
    const { ports, address } = await open();
    ports.principals.set("short", { ...principalWith(["record:read"]), expiresAt: Date.now() / 1_000 + 0.5 });
    const one = await stream(address, "short");
    expect(await one.ended(3_000)).toBe(true);
    expect(one.comments.at(-1)).toBe("closing 4403 TOKEN_EXPIRED");
  });

  test("that is left before it began leaves nothing behind", async () => {
    const { ports, address } = await open();
    const stopping = new AbortController();
    const { authenticate } = ports;
    ports.authenticate = async (bearer) => {
      stopping.abort();
      await sleep(50);
      return authenticate(bearer);
    };
    const headers = { authorization: "Bearer reader", accept: "text/event-stream" };
    const query = new URLSearchParams({ query: CHANGES, variables: '{"shelf":"s"}' });
    await expect(fetch(`${address}/graphql?${query}`, { headers, signal: stopping.signal })).rejects.toThrow();
    await sleep(200);
    expect(ports.fixture.followers()).toBe(0);
  });
});
