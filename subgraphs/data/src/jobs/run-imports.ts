import { setTimeout as sleep } from "node:timers/promises";
import { type Database, describeFault } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { type Claim, createImportQueue } from "../imports/import-queue.ts";
import { createServeImport } from "../imports/serve-import.ts";

export interface ImportRunner {
  start(): Promise<void>;
  /** Lets the running batches finish, within about a second; what is left goes on at the next start, anywhere. */
  stop(): Promise<void>;
}

export interface ImportRunnerDeps {
  /** Signed in as bulkhead_data. A running import holds one connection for its lock and one or two for its work. */
  db: Database;
  feed: Feed;
  log: Log;
  /** Imports at the same time, each of another tenant. */
  concurrency?: number;
  /** After this long an import makes room for the next tenant's; it goes on where it stopped. */
  sliceMs?: number;
}

/** Events may be missed while the feed is away, and locks of other processes end without one. */
const POLL_MS = 5_000;
const FIRST_BACKOFF_MS = 250;
const MAX_BACKOFF_MS = 30_000;

/** Runs the imports of all tenants. The feed wakes it: an import may have been accepted by any process. */
export function createImportRunner(deps: ImportRunnerDeps): ImportRunner {
  const { db, feed, log, concurrency = 2, sliceMs = 5_000 } = deps;
  const queue = createImportQueue(db);
  const serveImport = createServeImport(db, log);
  const stopped = new AbortController();
  let news = new AbortController();
  let workers: Promise<unknown> = Promise.resolve();
  let unlisten = () => {};

  async function rest(ms: number, ...until: AbortSignal[]): Promise<void> {
    await sleep(ms, undefined, { signal: AbortSignal.any([stopped.signal, ...until]) }).catch(() => {});
  }

  async function serve(claim: Claim): Promise<void> {
    const end = performance.now() + sliceMs;
    try {
      await serveImport(claim, () => stopped.signal.aborted || claim.isLost() || performance.now() > end);
    } finally {
      await claim.release();
    }
  }

  async function work(): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!stopped.signal.aborted) {
      // Taken before looking, so that news which come while looking end the rest at once.
      const unseen = news.signal;
      try {
        const claim = await queue.claim();
        if (claim) await serve(claim);
        else await rest(POLL_MS, unseen);
        backoff = FIRST_BACKOFF_MS;
      } catch (error) {
        log.warn({ detail: describeFault(error) }, "imports wait for the database");
        await rest(backoff * (0.5 + Math.random()));
        backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
      }
    }
  }

  return {
    async start() {
      unlisten = feed.listen(({ type }) => {
        if (type !== "import.created") return;
        news.abort();
        news = new AbortController();
      });
      workers = Promise.all(Array.from({ length: concurrency }, work));
    },
    async stop() {
      unlisten();
      stopped.abort();
      await workers;
    },
  };
}
