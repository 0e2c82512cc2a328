import { setTimeout as sleep } from "node:timers/promises";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import { afterAll, beforeAll, expect, test } from "vitest";
import WebSocket from "ws";
import { openStream } from "../testkit/event-stream.ts";
import { type OAuthPair, openOAuthPair } from "../testkit/oauth-pair.ts";
import { createRandom } from "../testkit/random.ts";
import type { TestTenant } from "../testkit/server.ts";
import { until } from "../testkit/until.ts";

/** Subscribers of a process that is killed twice: they come back with their last cursor as the guide says. */
let pair: OAuthPair;
let tenant: TestTenant;
let gateway: string;
beforeAll(async () => {
  pair = await openOAuthPair();
  gateway = pair.addresses[1];
  tenant = await pair.server.tenant();
  const DEFINE = "mutation ($i: DefineCollectionInput!) { defineCollection(input: $i) { collection { id } } }";
  await tenant.graphql("Admin", DEFINE, { i: { name: "marks", schema: { type: "object" } } });
}, 120_000);
afterAll(() => pair?.stop());

const SEED = 20_261_130;
const AGAIN_MS = 30;
const OF_EACH = 2;

const QUERY = `subscription ($after: String) {
  recordChanged(collection: "marks", after: $after) { cursor record { data } } }`;

interface Change {
  cursor: string;
  record: { data: { n: number } };
}

/** What a subscriber has heard, in the order of its coming. */
interface Follower {
  heard: number[];
  /** How often it had to come. */
  times(): number;
  stop(): unknown;
}

/** A document whose cursor is the last one heard, each time that a client library sends it. */
function following() {
  const heard: number[] = [];
  let after: string | null = null;
  let times = 0;
  const request = {
    query: QUERY,
    variables: {
      get after() {
        times++;
        return after;
      },
    },
  };
  const take = ({ cursor, record }: Change) => {
    after = cursor;
    heard.push(record.data.n);
  };
  const sink = {
    next({ data, errors }: { data?: unknown; errors?: unknown }) {
      if (errors) throw new Error(JSON.stringify(errors));
      take((data as { recordChanged: Change }).recordChanged);
    },
    error: () => undefined,
    complete: () => undefined,
  };
  return { heard, request, take, sink, times: () => times, cursor: () => after };
}

function overSocket(): Follower {
  const { heard, request, sink, times } = following();
  const client = createWs({
    url: `${gateway.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${tenant.keys.Viewer}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: () => sleep(AGAIN_MS),
    shouldRetry: () => true,
  });
  client.subscribe(request, sink);
  return { heard, times, stop: () => client.dispose() };
}

function overGraphqlStream(): Follower {
  const { heard, request, sink, times } = following();
  const client = createSse({
    url: `${gateway}/graphql`,
    headers: { authorization: `Bearer ${tenant.keys.Viewer}` },
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: () => sleep(AGAIN_MS),
  });
  client.subscribe(request, sink);
  return { heard, times, stop: () => client.dispose() };
}

function overRest(): Follower {
  const { heard, take, cursor } = following();
  const stopping = new AbortController();
  let times = 0;
  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      times++;
      const last = cursor();
      const headers = {
        authorization: `Bearer ${tenant.keys.Viewer}`,
        ...(last === null ? {} : { "last-event-id": last }),
      };
      const stream = await openStream(`${gateway}/v1/collections/marks/changes`, { headers }).catch(() => undefined);
      stopping.signal.addEventListener("abort", () => stream?.close());
      const next = () => stream?.take(1, 60_000).catch(() => undefined);
      for (let events = await next(); events; events = await next())
        for (const { data } of events) take(JSON.parse(data));
      await sleep(AGAIN_MS);
    }
  }
  void run();
  return { heard, times: () => times, stop: () => stopping.abort() };
}

test("a process killed twice: whoever resumes by cursor hears every change once, and in order", async () => {
  const random = createRandom(SEED);
  const kinds = [overSocket, overGraphqlStream, overRest];
  const followers = kinds.flatMap((open) => Array.from({ length: OF_EACH }, open));
  const written: number[] = [];
  async function write(): Promise<void> {
    const n = written.length;
    const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
    const { errors } = await tenant.graphql("Admin", CREATE, { i: { collection: "marks", data: { n } } });
    expect(errors).toBeUndefined();
    written.push(n);
  }
  // Whoever has heard nothing yet has no cursor to come back with: what they have missed by then is not theirs.
  await until(async () => {
    await write();
    return followers.every(({ heard }) => heard.length > 0);
  }, 20_000);
  const first = followers.map(({ heard }) => heard[0] ?? 0);

  let isOver = false;
  const writing = (async () => {
    while (!isOver) await Promise.all([write(), sleep(random.between(2, 12))]);
  })();
  for (let kill = 0; kill < 2; kill++) {
    // In the middle: some have heard what others have not.
    const wanted = written.length + random.between(20, 60);
    await until(async () => written.length >= wanted, 20_000);
    await pair.kill();
    const during = written.length + random.between(10, 30);
    await until(async () => written.length >= during, 20_000);
    await pair.restart();
    await until(async () => followers.every(({ heard }) => (heard.at(-1) ?? 0) >= during), 20_000);
  }
  isOver = true;
  await writing;
  const last = written.length - 1;
  await until(async () => followers.every(({ heard }) => heard.at(-1) === last), 20_000);
  for (const [at, { heard, times }] of followers.entries()) {
    expect(heard).toEqual(written.slice(first[at]));
    expect(times()).toBeGreaterThanOrEqual(3);
  }
  await Promise.all(followers.map(({ stop }) => stop()));
}, 120_000);
