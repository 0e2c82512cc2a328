import WebSocket from "ws";
import type { Random } from "../../testkit/random.ts";
import type { Tenant } from "../target/tenants.ts";
import { foreignCanaries, type Storm } from "./client.ts";

export interface Subscriber {
  name: string;
  /** Changes received so far. */
  received(): number;
  /** Milliseconds since something was received. */
  quietMs(): number;
  stop(): Promise<void>;
}

interface Change {
  cursor: string;
  kind: string;
  recordId: string;
  record: { version: number; data: { mark: string } } | null;
}

const QUERY = `subscription($collection: String!, $after: String) {
  recordChanged(collection: $collection, after: $after) { cursor kind recordId record { version data } } }`;

/** A socket that has said nothing for so long is taken for dead: graphql-ws clients ping for the same purpose. */
const SILENCE_MS = 4_000;
/** Now and then it leaves by itself, in the middle of whatever comes. */
const STAY_MS = [2_000, 9_000] as const;

/**
 * Follows a collection through whatever happens: whenever its socket ends, is silent or brings an error instead of a
 * change, it opens another one at some gateway and resumes after the last cursor it has seen. `after` is the cursor it
 * begins at; what it receives goes to the history.
 */
export function subscribe(
  storm: Storm,
  {
    tenant,
    collection,
    after,
    random,
    name,
  }: { tenant: Tenant; collection: string; after: string; random: Random; name: string },
): Subscriber {
  const gateways = [...storm.target.gateways.keys()];
  const stopping = new AbortController();
  let cursor = after;
  let received = 0;
  let lastAt = performance.now();

  function take(text: string): boolean {
    const { type, payload } = JSON.parse(text) as {
      type: string;
      payload?: { data?: { recordChanged?: Change | null } };
    };
    if (type !== "next") return type !== "error" && type !== "complete";
    const change = payload?.data?.recordChanged;
    if (!change) return false;
    const { kind, recordId, record } = change;
    cursor = change.cursor;
    received += 1;
    lastAt = performance.now();
    void storm.history.append({
      type: "delivery",
      at: storm.history.now(),
      subscriber: name,
      tenant: tenant.slug,
      collection,
      kind,
      recordId,
      version: record?.version ?? null,
      mark: record?.data.mark ?? null,
      foreign: foreignCanaries(storm.target.tenants, tenant.slug, text),
    });
    return true;
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const gateway = random.pick(gateways);
      const at = storm.history.now();
      const url = `${storm.target.gateways.get(gateway)}/graphql`;
      const stayMs = random.between(...STAY_MS);
      const ended = await listen({ url, key: tenant.key, collection, cursor, take, stayMs, signal: stopping.signal });
      if (ended.code !== "left")
        await storm.history.append({
          type: "socket",
          at,
          subscriber: name,
          tenant: tenant.slug,
          gateway,
          ended: ended.code,
          foreign: foreignCanaries(storm.target.tenants, tenant.slug, ended.text),
        });
      if (!stopping.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  const running = run();
  return {
    name,
    received: () => received,
    quietMs: () => performance.now() - lastAt,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Listening {
  url: string;
  key: string;
  collection: string;
  cursor: string | null;
  /** Answers false when what came is no change: the socket is given up then. */
  take(text: string): boolean;
  stayMs: number;
  signal: AbortSignal;
}

/** One socket's life; answers how it ended and what the last message said. */
function listen({
  url,
  key,
  collection,
  cursor,
  take,
  stayMs,
  signal,
}: Listening): Promise<{ code: string; text: string }> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", { handshakeTimeout: SILENCE_MS });
    let text = "";
    let heardAt = performance.now();
    const end = (code: string) => {
      clearInterval(watch);
      signal.removeEventListener("abort", leave);
      socket.removeAllListeners("message");
      socket.terminate();
      resolve({ code, text });
    };
    const leave = () => end("left");
    const leavesAt = performance.now() + stayMs;
    const watch = setInterval(() => {
      if (performance.now() > leavesAt) return leave();
      if (performance.now() - heardAt > SILENCE_MS) return end("silent");
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, 500);
    signal.addEventListener("abort", leave);
    socket.on("error", (error) => end(error.message));
    socket.on("close", (code, reason) => end(`${code} ${reason}`));
    socket.on("pong", () => {
      heardAt = performance.now();
    });
    socket.on("open", () => {
      const payload = { authorization: `Bearer ${key}` };
      socket.send(JSON.stringify({ type: "connection_init", payload }));
    });
    socket.on("message", (data) => {
      heardAt = performance.now();
      text = String(data);
      const { type } = JSON.parse(text) as { type: string };
      if (type === "connection_ack") {
        const payload = { query: QUERY, variables: { collection, after: cursor } };
        socket.send(JSON.stringify({ id: "1", type: "subscribe", payload }));
      } else if (type === "ping") socket.send(JSON.stringify({ type: "pong" }));
      else if (!take(text)) end(`${type} ${text.slice(0, 300)}`);
    });
  });
}

/**
 * Where all subscribers of a tenant begin: at a change that is made for the purpose, again until it is heard of.
 * Answers
 * its cursor and its record's id.
 */
export async function firstChange(
  { url, key, collection }: { url: string; key: string; collection: string },
  make: () => Promise<unknown>,
): Promise<{ cursor: string; recordId: string }> {
  let first: Change | undefined;
  const take = (text: string) => {
    const { payload } = JSON.parse(text) as { payload?: { data?: { recordChanged?: Change } } };
    first ??= payload?.data?.recordChanged;
    return first === undefined;
  };
  const { signal } = new AbortController();
  const repeated = setInterval(() => void make(), 300);
  await listen({ url: `${url}/graphql`, key, collection, cursor: null, take, stayMs: 20_000, signal });
  clearInterval(repeated);
  if (!first) throw new Error(`no change of ${collection} was heard of`);
  return first;
}
