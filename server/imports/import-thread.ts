import { setFlagsFromString } from "node:v8";
import { type ResourceLimits, Worker } from "node:worker_threads";
import type { ServeImport } from "@bulkhead/data/src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "@bulkhead/data/src/jobs/still-may.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { watchBusy } from "./busy.ts";
import type { FromThread, ThreadData, ThreadSetup } from "./messages.ts";
import { type Running, send, workIn } from "./work-in.ts";

export interface ImportThreadOptions {
  setup: ThreadSetup;
  listen: Feed["listen"];
  grantOf: GrantOfPrincipal;
  log: Log;
  /** What it may hold; less in tests. */
  limits?: ResourceLimits;
}

export interface ImportThread {
  serve: ServeImport;
  stop(): Promise<void>;
}

/**
 * What the thread may have at most, in MiB. Far more than the bounds of the formats let it hold: the nearer V8 is to what
 * it may have, the sooner it collects what is garbage, and an import is next to nothing else. Few rows are alive at a time, and
 * the sooner young objects are collected the sooner the buffers go that they hold.
 */
const LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 6 };

/**
 * Below so much, in MiB, nothing of the thread's heap is marked. An import's live objects are few, but each mebibyte that it reads leaves
 * several outside of the heap behind. V8 counts these, and would else mark all that is alive for every twelve, with as many
 * threads as it has and the haste of those that answer.
 */
const UNMARKED_MB = 32;

const STOP_MS = 1_000;

/**
 * The thread in which this process works on imports, so that nobody's request waits while a file is read. It is started by
 * the first import. Whatever a file does to it, the process goes on: its imports fail, and go on from their checkpoints in
 * a new one.
 */
export function createImportThread(options: ImportThreadOptions): ImportThread {
  const { setup, listen, grantOf, log, limits = LIMITS } = options;
  const busy = watchBusy();
  let running: Running | undefined;
  let isSuspected = false;
  let queue: Promise<unknown> = Promise.resolve();

  function start(): Running {
    // Heeded by heaps that begin, and so by none but the thread's. What is marked beside it takes one core, and leaves the others.
    setFlagsFromString(`--initial-old-space-size=${UNMARKED_MB}`);
    setFlagsFromString("--concurrent-marking-max-worker-num=1");
    const workerData: ThreadData = { setup, busy: busy.share };
    const thread = new Worker(new URL("./thread.ts", import.meta.url), { workerData, resourceLimits: limits });
    const started: Running = { thread, isReady: false, turns: 0 };
    const unlisten = listen(({ tenantId, type }) => send(thread, { what: "event", event: { tenantId, type } }));
    thread.on("message", (message: FromThread) => {
      if (message.what === "ready") started.isReady = true;
      else writeLine(log, message.line);
    });
    // What the thread knows of an error it has logged itself; the rest could quote somebody's values.
    thread.on("error", (error: NodeJS.ErrnoException | undefined) =>
      log.error({ detail: error?.code ?? error?.name }, "the thread of imports has failed"),
    );
    thread.on("exit", () => {
      unlisten();
      isSuspected ||= started.turns > 1;
      if (running === started) running = undefined;
    });
    // The process may end while it waits for work.
    thread.unref();
    return started;
  }

  const work: ServeImport = (turn, payload) => {
    running ??= start();
    return workIn(running, turn, payload, { grantOf, look: busy.look });
  };

  return {
    async serve(turn, payload) {
      if (!isSuspected) return work(turn, payload);
      // It ended with several turns, and nobody knows by whose file: until one ends well they have it one after the other.
      const alone = queue.then(() => work(turn, payload));
      queue = alone.catch(() => {});
      const outcome = await alone;
      isSuspected = false;
      return outcome;
    },
    async stop() {
      if (!running) return;
      const { thread } = running;
      const ended = new Promise((resolve) => thread.once("exit", resolve));
      send(thread, { what: "stop" });
      // A turn that heeds nothing keeps its connection; what it has committed is all that counts.
      const patience = setTimeout(() => void thread.terminate(), STOP_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

/** As if it had been written here. */
function writeLine(log: Log, line: string): void {
  let read: { level: "info"; msg: string };
  try {
    read = JSON.parse(line);
  } catch {
    // What was taken out of it as a secret may have had a quote's backslash with it.
    log.error({ detail: line }, "a line of the thread of imports");
    return;
  }
  const { level, time: _, msg, ...about } = read as typeof read & { time: unknown };
  log[level](about, msg);
}
