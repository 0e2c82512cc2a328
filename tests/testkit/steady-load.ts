import type { ReadyGateways } from "./ready-gateways.ts";
import { type Listening, subscribe } from "./socket.ts";

/** Requests one after another from a few clients that go where it is ready, and a subscriber that resumes. */
export interface SteadyLoad {
  /** Answers without a fault so far, reads and writes of every client, by gateway. */
  answered: ReadonlyMap<string, number>;
  /** Whatever was not answered as asked: no answer, another status, an error in it or in place of a change. */
  failures: readonly string[];
  /** The mark of the change that the subscriber begins after; all that follow are the load's. */
  since: string;
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
/** How long the first change is waited for before another one is made, and how many are. */
const FIRST_WAIT_MS = 1_000;
const FIRST_TRIES = 20;

interface Change {
  cursor: string;
  record: { data: { mark: string } };
}

export async function startLoad(options: LoadOptions): Promise<SteadyLoad> {
  const { gateways, key, collection, readers, writers } = options;
  const answered = new Map<string, number>();
  const failures: string[] = [];
  const acknowledged: string[] = [];
  const first = await firstChange(options);
  const follower = await follow(options, first.cursor, failures);
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
    since: first.record.data.mark,
    acknowledged,
    received: () => follower.changes().map(markOf),
    departures: follower.departures,
    async stop(timeoutMs) {
      isStopped = true;
      await Promise.all(running);
      await follower.stop(acknowledged, timeoutMs);
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

/**
 * The change that a subscriber begins after, so that it misses none: nobody is told when a subscription without a cursor
 * has begun, and what is committed before that is not for it. So a change is made for the purpose, again until one is
 * heard of; it is the last one then.
 */
async function firstChange({ gateways, key, collection }: LoadOptions): Promise<Change> {
  const gateway = await gateways.pick();
  const listening = await subscribe(gateway, key, CHANGES, { c: collection, a: null });
  try {
    for (let count = 0; count < FIRST_TRIES; count++) {
      const mark = `start/${count}`;
      const fault = await answerOf(gateway, key, { query: CREATE, variables: { i: { collection, data: { mark } } } });
      if (fault !== undefined) throw new Error(`no first change: ${fault}`);
      const found = () => listening.messages.flatMap(changeIn).find((change) => markOf(change) === mark);
      await listening.heard(() => found() !== undefined, FIRST_WAIT_MS).catch(() => undefined);
      const change = found();
      if (change) return change;
    }
    throw new Error(`no first change was heard of, but: ${JSON.stringify(listening.messages)}`);
  } finally {
    listening.close();
  }
}

/** Follows a collection, at another gateway after its last cursor whenever its socket or subscription ends. */
async function follow({ gateways, key, collection }: LoadOptions, start: string, failures: string[]) {
  const heard: Listening[] = [];
  const departures: string[] = [];
  const changes = () => heard.flatMap(({ messages }) => messages.flatMap(changeIn));
  const open = async () => {
    const after = changes().at(-1)?.cursor ?? start;
    const listening = await subscribe(await gateways.pick(), key, CHANGES, { c: collection, a: after });
    heard.push(listening);
    return listening;
  };
  /** Errors in place of a change: the changes after it would come, and that one never. */
  const noteFaults = ({ messages }: Listening) => {
    for (const message of messages)
      if (message.type === "next" && changeIn(message).length === 0) failures.push(`next: ${JSON.stringify(message)}`);
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
    async stop(wanted: readonly string[], timeoutMs: number) {
      const deadline = Date.now() + timeoutMs;
      const hasAll = () => isSubset(wanted, changes().map(markOf));
      while (!hasAll() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
      isStopped = true;
      await running;
      current.close();
      heard.forEach(noteFaults);
    },
  };
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  const known = new Set(all);
  return some.every((one) => known.has(one));
}

function changeIn({ type, payload }: Listening["messages"][number]): Change[] {
  const change = (payload as { data?: { recordChanged?: Change | null } } | undefined)?.data?.recordChanged;
  return type === "next" && change ? [change] : [];
}

const markOf = ({ record }: Change) => record.data.mark;

/** How what was received differs from what was committed, both in order; nothing in it when they are the same. */
export function differences(received: readonly string[], committed: readonly string[]) {
  const have = new Set(received);
  const want = new Set(committed);
  const lost = committed.filter((mark) => !have.has(mark));
  const repeated = received.filter((mark, at) => received.indexOf(mark) !== at);
  const unknown = received.filter((mark) => !want.has(mark));
  // Out of place where all else is left out.
  const inBoth = committed.filter((mark) => have.has(mark));
  const once = [...have].filter((mark) => want.has(mark));
  const misplaced = once.filter((mark, at) => mark !== inBoth[at]).slice(0, 10);
  return { lost, repeated, unknown, misplaced };
}
