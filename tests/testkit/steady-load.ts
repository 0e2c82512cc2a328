import type { ReadyGateways } from "./ready-gateways.ts";
import { type Listening, subscribe } from "./socket.ts";

/** Requests one after another from a few clients that go where it is ready, and a subscriber that resumes. */
export interface SteadyLoad {
  /** Answers without a fault so far, reads and writes of every client, by gateway. */
  answered: ReadonlyMap<string, number>;
  /** Whatever was not answered as asked: no answer, another status, an error in it. */
  failures: readonly string[];
  /** The marks of the records whose creation was acknowledged. */
  acknowledged: readonly string[];
  /** The marks that the subscriber received, in that order. */
  received(): string[];
  /** How each of the subscriber's sockets but the last has ended. */
  departures: readonly string[];
  /** Ends the requests, and the subscriber once it has everything or the time given is over. */
  stop(timeoutMs: number): Promise<void>;
}

export interface LoadOptions {
  gateways: ReadyGateways;
  key: string;
  /** A collection whose records have a text `mark`. */
  collection: string;
  readers: number;
  writers: number;
}

const CREATE = "mutation ($i: CreateRecordInput!) { createRecord(input: $i) { record { id } } }";
const READ = `query ($c: String!) {
  records(collection: $c, first: 5) { nodes { data createdBy { name } } } tenant { slug } auditEvents(first: 1) { nodes { action } } }`;
const CHANGES = `subscription ($c: String!, $a: String) {
  recordChanged(collection: $c, after: $a) { cursor record { data } } }`;
/** Between an answer and the next request of the same client. */
const PAUSE_MS = 40;

interface Change {
  cursor: string;
  record: { data: { mark: string } };
}

export async function startLoad(options: LoadOptions): Promise<SteadyLoad> {
  const { gateways, key, collection, readers, writers } = options;
  const answered = new Map<string, number>();
  const failures: string[] = [];
  const acknowledged: string[] = [];
  const follower = await follow(options);
  let isStopped = false;

  async function ask(query: string, variables: unknown): Promise<boolean> {
    const gateway = await gateways.pick().catch(() => "no gateway");
    const at = new Date().toISOString();
    const fault = await answerOf(gateway, key, { query, variables });
    if (fault === undefined) answered.set(gateway, (answered.get(gateway) ?? 0) + 1);
    else failures.push(`${at} ${gateway} ${query.slice(0, 8)}: ${fault}`);
    return fault === undefined;
  }
  async function repeat(one: () => Promise<unknown>): Promise<void> {
    while (!isStopped) {
      await one();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  const write = (writer: number) => {
    let count = 0;
    return async () => {
      const mark = `${writer}/${count++}`;
      if (await ask(CREATE, { i: { collection, data: { mark } } })) acknowledged.push(mark);
    };
  };
  const running = [
    ...Array.from({ length: readers }, () => repeat(() => ask(READ, { c: collection }))),
    ...Array.from({ length: writers }, (_, writer) => repeat(write(writer))),
  ];
  return {
    answered,
    failures,
    acknowledged,
    received: () => follower.changes().map(({ record }) => record.data.mark),
    departures: follower.departures,
    async stop(timeoutMs) {
      isStopped = true;
      await Promise.all(running);
      await follower.stop(acknowledged.length, timeoutMs);
    },
  };
}

/** Undefined when all is well; else what is not. */
async function answerOf(gateway: string, key: string, body: unknown): Promise<string | undefined> {
  try {
    const answer = await fetch(`${gateway}/graphql`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await answer.text();
    return answer.status === 200 && !text.includes('"errors"') ? undefined : `${answer.status} ${text.slice(0, 300)}`;
  } catch (error) {
    const { message, cause } = error as Error;
    return `${message} ${cause instanceof Error ? cause.message : ""}`;
  }
}

/** Follows a collection, at another gateway after its last cursor whenever its socket or subscription ends. */
async function follow({ gateways, key, collection }: LoadOptions) {
  const heard: Listening[] = [];
  const departures: string[] = [];
  const changes = () => heard.flatMap(({ messages }) => messages.flatMap(changeIn));
  const open = async () => {
    const after = changes().at(-1)?.cursor ?? null;
    const listening = await subscribe(await gateways.pick(), key, CHANGES, { c: collection, a: after });
    heard.push(listening);
    return listening;
  };
  let isStopped = false;
  let current = await open();
  async function run(): Promise<void> {
    while (!isStopped) {
      const ended = await current.ended(200);
      if (ended === "open" || isStopped) continue;
      departures.push(ended);
      current.close();
      current = await open();
    }
  }
  // It ends early when no gateway is left to go to.
  const running = run().catch(() => undefined);
  return {
    changes,
    departures,
    async stop(wanted: number, timeoutMs: number) {
      const deadline = Date.now() + timeoutMs;
      while (changes().length < wanted && Date.now() < deadline)
        await new Promise((resolve) => setTimeout(resolve, 50));
      isStopped = true;
      await running;
      current.close();
    },
  };
}

function changeIn({ type, payload }: Listening["messages"][number]): Change[] {
  const change = (payload as { data?: { recordChanged?: Change | null } } | undefined)?.data?.recordChanged;
  return type === "next" && change ? [change] : [];
}
