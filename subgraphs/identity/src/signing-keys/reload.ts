import { describeFault } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";

/** Says when signing keys are read anew: on news, by age, and for whoever met an unknown kid. */
export interface Reload {
  /** Reads after this call, whatever read is under way; one read serves all who ask meanwhile. */
  fresh(): Promise<void>;
  /** For whoever can be made to ask by strangers: see `KeySource.refresh`. */
  sparingly(): Promise<void>;
  /** From now on news and age are acted on. Called again it does nothing. */
  start(): void;
  stop(): void;
}

export interface ReloadOptions {
  read(): Promise<void>;
  /** A key was retired: before anything is read it is no key any more. */
  retired(kid: string): void;
  /** Each second, for what the clock changes. */
  tick?(): void;
  feed: Pick<Feed, "listen" | "lagMs">;
  log: Log;
  /** ms of whatever origin; `performance.now`, but in tests. */
  elapsed?(): number;
}

const TICK_MS = 1_000;
/** Read by then, although nobody said that anything changed. */
const MAX_AGE_MS = 5 * 60_000;
/** The same while the feed is not believed. */
const DOUBT_MS = 3_000;
const SPARING_MS = 10_000;
/** Instead of SPARING_MS when the last read failed. */
const RETRY_MS = 1_000;

export function createReload(options: ReloadOptions): Reload {
  const { read, retired, tick = () => {}, feed, log, elapsed = () => performance.now() } = options;
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let begunAt = Number.NEGATIVE_INFINITY;
  let readAt = Number.NEGATIVE_INFINITY;
  /** Of the last read; undefined when it went well. */
  let failure: { error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let unlisten = () => {};

  async function attempt(): Promise<void> {
    const begun = elapsed();
    begunAt = begun;
    try {
      await read();
      readAt = begun;
      failure = undefined;
    } catch (error) {
      if (!failure) log.warn({ detail: describeFault(error) }, "the signing keys could not be read; trying again");
      failure = { error };
      throw error;
    } finally {
      running = undefined;
    }
  }

  function begin(): Promise<void> {
    next = undefined;
    running = attempt();
    return running;
  }

  function fresh(): Promise<void> {
    if (running === undefined && next === undefined) return begin();
    next ??= (running ?? Promise.resolve()).catch(() => {}).then(begin);
    return next;
  }

  function check(): void {
    tick();
    if (running || next) return;
    const age = elapsed() - readAt;
    if (failure || age > MAX_AGE_MS || (age > DOUBT_MS && !isBelieved(feed))) begin().catch(() => {});
  }

  return {
    fresh,
    async sparingly() {
      if (running !== undefined) return running;
      if (elapsed() - begunAt >= (failure ? RETRY_MS : SPARING_MS)) return begin();
      if (failure) throw failure.error;
    },
    start() {
      if (timer) return;
      timer = setInterval(check, TICK_MS).unref();
      unlisten = feed.listen(({ type, subject }) => {
        if (!type.startsWith("signing-key.")) return;
        if (type === "signing-key.retired") retired(subject);
        // What fails now is tried again at the next tick.
        fresh().catch(() => {});
      });
    },
    stop() {
      clearInterval(timer);
      unlisten();
    },
  };
}
