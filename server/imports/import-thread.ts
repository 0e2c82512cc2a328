import { setFlagsFromString } from "node:v8";
import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from "node:worker_threads";
import type { ServeImport } from "@bulkhead/data/src/imports/serve-import.ts";
import type { GrantOfPrincipal } from "@bulkhead/data/src/jobs/still-may.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { JobOutcome } from "@bulkhead/kernel/job-kind.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { watchBusy } from "./busy.ts";
import { errorOf, faultOf } from "./fault.ts";
import type { FromThread, FromTurn, ThreadData, ThreadSetup, ToThread, ToTurn } from "./messages.ts";

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
 * it may have, the sooner it collects what is garbage, and an import is next to nothing else.
 */
const LIMITS: ResourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 6 };

/**
 * In MiB. An import's live objects are few, but each mebibyte that it reads leaves several outside of the heap behind. V8 counts these, and
 * would else mark all that is alive for every twelve, with as many threads as it has and the haste of those that answer.
 */
const UNCOLLECTED = 32;

/** So often a turn is asked whether it is over, and this thread looked at how busy it is, in ms. */
const LOOK_MS = 50;

const STOP_MS = 1_000;

/**
 * The thread in which this process works on imports, so that nobody's request waits while a file is read. It is started by
 * the first import. Whatever a file does to it, the process goes on: its imports fail, and go on from their checkpoints in
 * a new one.
 */
export function createImportThread(options: ImportThreadOptions): ImportThread {
  const { setup, listen, grantOf, log, limits = LIMITS } = options;
  const busy = watchBusy();
  let running: Worker | undefined;

  function start(): Worker {
    // Heeded by heaps that begin, and so by none but the thread's.
    setFlagsFromString(`--initial-old-space-size=${UNCOLLECTED}`);
    const workerData: ThreadData = { setup, busy: busy.share };
    const thread = new Worker(new URL("./thread.ts", import.meta.url), { workerData, resourceLimits: limits });
    const unlisten = listen(({ tenantId, type }) => post(thread, { what: "event", event: { tenantId, type } }));
    thread.on("message", ({ line }: FromThread) => writeLine(log, line));
    thread.on("error", (error) => log.error({ detail: error.stack }, "the thread of imports has failed"));
    thread.on("exit", () => {
      unlisten();
      if (running === thread) running = undefined;
    });
    // The process may end while it waits for work.
    thread.unref();
    return thread;
  }

  return {
    serve(turn, payload) {
      running ??= start();
      const thread = running;
      const { port1: port, port2 } = new MessageChannel();
      const { tenantId, attempt, isLastAttempt } = turn;
      const given = { tenantId, attempt, isLastAttempt };
      post(thread, { what: "turn", turn: given, payload, port: port2 }, [port2]);
      const tell = (message: ToTurn) => port.postMessage(message);
      const look = setInterval(() => {
        busy.look();
        if (turn.isOver()) tell({ what: "over", isAborted: turn.signal.aborted });
      }, LOOK_MS);

      const { promise, resolve, reject } = Promise.withResolvers<JobOutcome>();
      const onExit = () => reject(new Error("the thread of imports has ended"));
      thread.once("exit", onExit);
      port.on("message", (message: FromTurn) => {
        if (message.what === "progress") turn.progress(message.share);
        else if (message.what === "outcome") resolve(message.outcome);
        else if (message.what === "failure") reject(errorOf(message.fault));
        else {
          const { question, tenantId, principalId } = message;
          grantOf(tenantId, principalId).then(
            (grant) => tell({ what: "grant", question, grant }),
            (error: unknown) => tell({ what: "noGrant", question, fault: faultOf(error) }),
          );
        }
      });
      return promise.finally(() => {
        clearInterval(look);
        thread.off("exit", onExit);
        port.close();
      });
    },
    async stop() {
      const thread = running;
      if (!thread) return;
      const ended = new Promise((resolve) => thread.once("exit", resolve));
      post(thread, { what: "stop" });
      // A turn that heeds nothing keeps its connection; what it has committed is all that counts.
      const patience = setTimeout(() => void thread.terminate(), STOP_MS);
      await ended;
      clearTimeout(patience);
    },
  };
}

function post(thread: Worker, message: ToThread, transferred: MessagePort[] = []): void {
  thread.postMessage(message, transferred);
}

/** As if it had been written here. */
function writeLine(log: Log, line: string): void {
  const { level, time: _, msg, ...about } = JSON.parse(line);
  log[level as "info"](about, msg);
}
