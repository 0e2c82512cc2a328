import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
} from "cockatiel";
import { Pool } from "undici";
import type { RequestContext } from "./context.ts";
import { AppError } from "./error.ts";
import { fromInternalError } from "./internal-error.ts";
import { type Answer, type Exchange, ExchangeFailure, exchange } from "./internal-exchange.ts";
import { parseInternal, stringifyInternal } from "./internal-json.ts";
import { createLineStream } from "./internal-lines.ts";
import type { SignCall } from "./internal-token.ts";

export interface InternalClientOptions {
  /** The room that is called. */
  room: string;
  /** Where processes of that room listen, `http://host:port` each; they are called in turn. */
  addresses: readonly string[];
  sign: SignCall;
  /** Connections for each address; 32. Streams of events have their own. */
  connections?: number;
  /** Calls that may wait for a connection; 256. More are refused at once. */
  queue?: number;
  /** Streams of events open at a time; 5,000. */
  streams?: number;
  /** Milliseconds for a call unless it says otherwise; 10,000. */
  timeoutMs?: number;
  /** Bytes of an answer; 64 MiB. */
  maxBytes?: number;
  /** Silence after which a stream is given up: three heartbeats, 15 s. */
  silenceMs?: number;
}

export interface CallOptions {
  /** Whether the call may be made twice, as a read may: then it goes on to the next address when a connection is lost. */
  repeatable: boolean;
  timeoutMs?: number;
}

/** The way to a room in other processes. Everything rejects with SUBGRAPH_UNAVAILABLE when nobody answers. */
export interface InternalClient {
  room: string;
  /** Sends a body to `/<room>/<path>` and answers the text of the answer. */
  send(path: string, body: string, request: RequestContext | undefined, options: CallOptions): Promise<string>;
  /** As `send`, where the answer may be a stream of events: objects, one a line. */
  open(path: string, body: string, request: RequestContext): Promise<string | AsyncIterable<unknown>>;
  /** Asks one of the room's calls; rejects with the error it was refused with. */
  call(name: string, input: unknown, request: RequestContext | undefined, options: CallOptions): Promise<unknown>;
  /** Addresses that are not called at the moment because they did not answer. */
  down(): string[];
  close(): Promise<void>;
}

interface Address {
  origin: string;
  /** `host:port`, as the token names it. */
  to: string;
  pool: Pool;
  streams: Pool;
  breaker: CircuitBreakerPolicy;
}

const CONNECT_MS = 1_000;
/** Shorter than the server keeps an idle connection, so that nothing is written into one that is being closed. */
const KEEP_ALIVE_MS = 30_000;
const FAILURES_TO_OPEN = 5;
const OPEN_MS = 1_000;

export function createInternalClient(options: InternalClientOptions): InternalClient {
  const { room, connections = 32, queue = 256, streams = 5_000, silenceMs = 15_000 } = options;
  const addresses = options.addresses.map((one) => openAddress(one, connections));
  const reach = createReach(options, addresses);
  const calls = createSlots(room, (connections + queue) * addresses.length);
  const openings = createSlots(room, streams);

  async function send(
    path: string,
    body: string,
    request: RequestContext | undefined,
    how: CallOptions,
  ): Promise<string> {
    const release = calls();
    try {
      return await reach({ path: `/${room}/${path}`, body, request, ...how }, async ({ pool }, made) =>
        accepted(room, await exchange(pool, made)),
      );
    } finally {
      release();
    }
  }

  return {
    room,
    send,
    async open(path, body, request) {
      const release = openings();
      let isOpen = false;
      try {
        const whole = { path: `/${room}/${path}`, body, request, repeatable: true };
        return await reach(whole, async (address, made) => {
          const lines = createLineStream({ silenceMs, lost: (why) => unavailable(room, why), closed: release });
          const answer = await exchange(address.streams, made, lines.sink);
          isOpen = answer === undefined;
          return answer ? accepted(room, answer) : lines.events;
        });
      } finally {
        if (!isOpen) release();
      }
    },
    async call(name, input, request, how) {
      const text = await send(`calls/${name}`, `{"input":${stringifyInternal(input)}}`, request, how);
      const answer = parseInternal(text) as { result?: unknown; error?: unknown };
      if (answer.error !== undefined) throw fromInternalError(answer.error);
      return answer.result;
    },
    down: () => addresses.filter(({ breaker }) => breaker.state !== CircuitState.Closed).map(({ origin }) => origin),
    async close() {
      await Promise.all(addresses.flatMap((one) => [one.pool.destroy(), one.streams.destroy()]));
    },
  };
}

interface Reach {
  path: string;
  body: string;
  request: RequestContext | undefined;
  repeatable: boolean;
  timeoutMs?: number;
}

/** Goes through the addresses until one answers, or the call may not be made again, or its time is over. */
function createReach(options: InternalClientOptions, addresses: readonly Address[]) {
  const { room, sign, timeoutMs: usualMs = 10_000, maxBytes = 64 * 1024 * 1024 } = options;
  let turn = 0;

  return async function reach<T>(
    { path, body, request, repeatable, timeoutMs = usualMs }: Reach,
    run: (address: Address, made: Exchange) => Promise<T>,
  ): Promise<T> {
    const deadline = performance.now() + timeoutMs;
    const attempt = (address: Address) => {
      const token = sign({ room, to: address.to, method: "POST", path, body, request });
      return run(address, { path, body, token, timeoutMs: Math.max(1, deadline - performance.now()), maxBytes });
    };
    let failure: unknown;
    const first = turn++;
    // A single address is tried again only where an old connection was cut off under a call that may be repeated.
    for (let tried = 0; tried < Math.max(addresses.length, 2); tried++) {
      const address = addresses[(first + tried) % addresses.length] as Address;
      // One call finds out whether it is back; the others do not wait for that.
      if (address.breaker.state === CircuitState.HalfOpen) continue;
      try {
        return await address.breaker.execute(() => attempt(address));
      } catch (error) {
        failure = error;
        if (error instanceof BrokenCircuitError) continue;
        if (!(error instanceof ExchangeFailure)) throw error;
        const mayGoOn = error.mayHaveArrived ? repeatable : addresses.length > 1;
        // A timer may be early by a part of a millisecond.
        if (!mayGoOn || performance.now() >= deadline - 1) break;
      }
    }
    throw unavailable(room, failure instanceof Error ? failure.message : "its circuit is open", failure);
  };
}

const isTheirs = (error: unknown) => error instanceof ExchangeFailure && error.isTheirs;

function openAddress(address: string, connections: number): Address {
  const { origin, host, port, protocol } = new URL(address);
  const common = {
    pipelining: 1,
    connect: { timeout: CONNECT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // Each call has one deadline of its own for everything.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  const breaker = circuitBreaker(handleWhen(isTheirs), {
    halfOpenAfter: OPEN_MS,
    breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
  });
  return {
    origin,
    to: port === "" ? `${host}:${protocol === "https:" ? 443 : 80}` : host,
    pool: new Pool(origin, { ...common, connections }),
    streams: new Pool(origin, common),
    breaker,
  };
}

/** Takes one of `limit` slots and answers how to give it back, or refuses at once: a queue without end helps nobody. */
function createSlots(room: string, limit: number): () => () => void {
  let taken = 0;
  return () => {
    if (taken >= limit) throw unavailable(room, `${limit} calls are under way already`);
    taken++;
    let isMine = true;
    return () => {
      if (isMine) taken--;
      isMine = false;
    };
  };
}

function accepted(room: string, answer: Answer | undefined): string {
  if (answer?.status === 200) return answer.text;
  const { status, text } = answer ?? { status: 0, text: "" };
  const message = `answered ${status}: ${text.slice(0, 200)}`;
  // What was refused by its status was understood and is not done; another process would refuse it as well.
  if (status >= 500) throw new ExchangeFailure(message, { mayHaveArrived: true, isTheirs: true });
  throw unavailable(room, message);
}

/** `why` and `cause` are for the log. */
function unavailable(room: string, why: string, cause?: unknown): AppError {
  return new AppError(
    "SUBGRAPH_UNAVAILABLE",
    "A part of the platform does not answer. Try again in a moment; for a mutation, first read whether it happened.",
    { extensions: { subgraph: room }, detail: `${room}: ${why}`, cause },
  );
}
