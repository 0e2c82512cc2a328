import WebSocket from "ws";

/** What a subscriber has heard: of each change, by its mark, how often and how long after it was sent. */
export interface Subscriber {
  heard: Map<number, number>;
  latencies: number[];
  stop(): void;
}

export interface Following {
  key: string;
  collection: string;
  /** Where to connect; asked again each time, since processes come and go. */
  port(): number;
}

const QUERY = `subscription ($collection: String!, $after: String) {
  recordChanged(collection: $collection, after: $after) { cursor record { data } } }`;
const RETRY_MS = 50;

interface Told {
  type: string;
  payload?: { data?: { recordChanged?: { cursor: string; record: { data: { mark: number; sent: number } } } } };
}

/** Follows a collection over one WebSocket and comes back with its last cursor when that ends. Resolves when it hears. */
export function subscriber({ key, collection, port }: Following): Promise<Subscriber> {
  const heard = new Map<number, number>();
  const latencies: number[] = [];
  let cursor: string | null = null;
  let stopped = false;
  let socket: WebSocket;

  return new Promise((resolve) => {
    function connect(): void {
      if (stopped) return;
      socket = new WebSocket(`ws://127.0.0.1:${port()}/graphql`, "graphql-transport-ws", { perMessageDeflate: false });
      socket.on("error", () => {});
      socket.on("close", () => setTimeout(connect, RETRY_MS));
      socket.on("open", () => send({ type: "connection_init", payload: { authorization: `Bearer ${key}` } }));
      socket.on("message", (text) => take(JSON.parse(String(text)) as Told));
    }

    function send(message: object): void {
      socket.send(JSON.stringify(message));
    }

    function take({ type, payload }: Told): void {
      if (type === "connection_ack") {
        send({ id: "1", type: "subscribe", payload: { query: QUERY, variables: { collection, after: cursor } } });
        resolve(self);
      } else if (type === "ping") send({ type: "pong" });
      else if (type === "error" || type === "complete") socket.close();
      const change = payload?.data?.recordChanged;
      if (!change) return;
      cursor = change.cursor;
      const { mark, sent } = change.record.data;
      heard.set(mark, (heard.get(mark) ?? 0) + 1);
      latencies.push(performance.timeOrigin + performance.now() - sent);
    }

    const self: Subscriber = {
      heard,
      latencies,
      stop() {
        stopped = true;
        socket.close();
      },
    };
    connect();
  });
}

/** Creates a record with a mark; answers whether it was acknowledged. */
export async function writeMark(port: number, key: string, collection: string, mark: number): Promise<boolean> {
  const sent = performance.timeOrigin + performance.now();
  const query = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
  const answer = await post(port, key, query, { i: { collection, data: { mark, sent } } }).catch(() => undefined);
  return answer !== undefined && !("errors" in answer);
}

export async function post(port: number, key: string, query: string, variables: object): Promise<object> {
  const answer = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(10_000),
  });
  return (await answer.json()) as object;
}
