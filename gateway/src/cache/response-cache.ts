import { familyOf } from "@bulkhead/kernel/event-family.ts";
import { MAX_BELIEVED_LAG_MS } from "@bulkhead/kernel/policy-feed.ts";
import type { ExecutionResult } from "graphql";
import { heldBytes } from "./held-bytes.ts";
import { createShelves } from "./shelves.ts";

/** What is asked of the cache. */
export interface Wanted {
  tenantId: string;
  /** Equal where the same answer is due, and nowhere else. */
  key: string;
  /** Families of events that make the answer stale. */
  families: readonly string[];
  /** The oldest answer that is taken, in milliseconds. */
  maxAgeMs: number;
  /** Whether an answer at hand may be given; otherwise a new one takes its place. */
  reads: boolean;
}

/** How an operation was answered; `Cache-Status` tells it to the client (RFC 9211). */
export type CacheOutcome =
  | { is: "hit"; ageMs: number }
  /** Together with another request that came a moment before. */
  | { is: "collapsed"; ageMs: number }
  | { is: "forwarded"; why: "miss" | "request"; stored: boolean }
  | { is: "bypassed"; for: "operation" | "caller" | "off" | "feed" };

type Run = () => Promise<ExecutionResult | undefined>;

export interface Answered {
  result: ExecutionResult | undefined;
  outcome: CacheOutcome;
}

export interface ResponseCache {
  /** Answers from what is at hand, or by `run`. Rejects as `run` does. */
  answer(wanted: Wanted, run: Run): Promise<Answered>;
  /** Something of this kind has happened in the tenant, e.g. `record.updated`. */
  note(tenantId: string, type: string): void;
  /** Bytes of all answers at hand. */
  bytes(): number;
}

export interface ResponseCacheOptions {
  maxBytes: number;
  /** Whether news of changes still arrives; while it does not nothing is believed and nothing kept. */
  trusted(): boolean;
}

/** No answer is given that is older, whatever a client takes: for what no event tells. */
export const KEPT_MS = 3_600_000;

/** Memory of what an entry takes beside its answer: its key twice, its places in maps. */
const ENTRY_BYTES = 512;

/** What happens to the tenant itself: one that is closed leaves nothing in memory. */
const TENANT = "tenant";

interface Flight {
  wanted: Wanted;
  begun: number;
  /** Whether its answer may be kept: nothing happened since, or just before, that it may not have read. */
  keeps: boolean;
  result: Promise<ExecutionResult | undefined>;
}

/**
 * Answers of operations that only read, until an event of the feed says that they may be others. An answer whose making was
 * under way when such an event came is given to those who waited for it, and never kept.
 */
export function createResponseCache({ maxBytes, trusted }: ResponseCacheOptions): ResponseCache {
  const shelves = createShelves(maxBytes);
  const underWay = new Set<Flight>();
  /** The one of them by key that others may wait for: none that was overtaken. */
  const joinable = new Map<string, Flight>();
  /** When a family of a tenant was last heard of, the oldest first; for a second. */
  const heard = new Map<string, number>();

  /** Rooms in other processes may hear of a change up to a second later than this one, and answer from what they keep. */
  function hasSettled({ tenantId, families }: Wanted, begun: number): boolean {
    return families.every((family) => (heard.get(`${tenantId} ${family}`) ?? -Infinity) < begun - MAX_BELIEVED_LAG_MS);
  }

  function keep({ wanted, begun, keeps }: Flight, result: ExecutionResult | undefined): boolean {
    if (!keeps || !isWhole(result) || !trusted()) return false;
    const { tenantId, key, families } = wanted;
    const bytes = ENTRY_BYTES + heldBytes(result.data);
    return shelves.put({ tenantId, key, families, begun, bytes, result: { data: result.data } });
  }

  async function start(wanted: Wanted, why: "miss" | "request", run: Run): Promise<Answered> {
    const begun = performance.now();
    const flight: Flight = { wanted, begun, keeps: hasSettled(wanted, begun), result: run() };
    underWay.add(flight);
    joinable.set(wanted.key, flight);
    try {
      const result = await flight.result;
      return { result, outcome: { is: "forwarded", why, stored: keep(flight, result) } };
    } finally {
      underWay.delete(flight);
      unjoin(flight);
    }
  }

  function unjoin(flight: Flight): void {
    if (joinable.get(flight.wanted.key) === flight) joinable.delete(flight.wanted.key);
  }

  function overtake(tenantId: string, family: string): void {
    for (const flight of underWay) {
      const { wanted } = flight;
      if (wanted.tenantId !== tenantId || (family !== TENANT && !wanted.families.includes(family))) continue;
      flight.keeps = false;
      unjoin(flight);
    }
  }

  function forgetOld(now: number): void {
    for (const [key, at] of heard) {
      if (at >= now - MAX_BELIEVED_LAG_MS) return;
      heard.delete(key);
    }
  }

  return {
    async answer(wanted, run) {
      if (!trusted()) return { result: await run(), outcome: { is: "bypassed", for: "feed" } };
      if (!wanted.reads) return start(wanted, "request", run);
      const oldest = performance.now() - Math.min(wanted.maxAgeMs, KEPT_MS);
      const kept = shelves.get(wanted.tenantId, wanted.key);
      if (kept && kept.begun >= oldest)
        return { result: kept.result, outcome: { is: "hit", ageMs: performance.now() - kept.begun } };
      const flight = joinable.get(wanted.key);
      if (!flight || flight.begun < oldest) return start(wanted, kept ? "request" : "miss", run);
      // What went wrong for another is not this request's answer.
      const result = await flight.result.catch(() => undefined);
      if (isWhole(result)) return { result, outcome: { is: "collapsed", ageMs: performance.now() - flight.begun } };
      return { result: await run(), outcome: { is: "forwarded", why: "miss", stored: false } };
    },
    note(tenantId, type) {
      const family = familyOf(type);
      const now = performance.now();
      forgetOld(now);
      const name = `${tenantId} ${family}`;
      heard.delete(name);
      heard.set(name, now);
      if (family === TENANT) shelves.dropTenant(tenantId);
      else shelves.drop(tenantId, family);
      overtake(tenantId, family);
    },
    bytes: shelves.bytes,
  };
}

function isWhole(result: ExecutionResult | undefined): result is ExecutionResult & { data: object } {
  return result?.data != null && result.errors === undefined && result.extensions === undefined;
}
