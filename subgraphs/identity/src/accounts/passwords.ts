import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { pool as createPool, type Pool, Promise as WorkerPromise } from "workerpool";
import { needsRehash } from "./password-hash.ts";

/**
 * Hashing passwords, in processes beside this one (docs/adr/0021). Each hash takes a core for tens of milliseconds on
 * purpose; here it takes no time of the thread that answers requests, and a core only when nobody else wants it.
 */
export interface Passwords {
  /** In PHC string format. Rejects as `verify` does. */
  hash(password: string): Promise<string>;
  /** Whether the hash is of this password. Rejects with UNAVAILABLE when too many wait already or hashing is at fault. */
  verify(hash: string, password: string): Promise<boolean>;
  /** Whether a hash was made with other parameters than those of today. */
  needsRehash(hash: string): boolean;
  /** Lets what runs finish, refuses what waits, and ends the processes. */
  stop(): Promise<void>;
}

export interface PasswordsOptions {
  /** Processes at most; the first one is started by the first hash. */
  workers?: number;
  /** Hashes that wait for a process, at most. */
  maxQueue?: number;
  /** After how long without work the processes end. */
  idleMs?: number;
  log: Log;
}

const WORKER = fileURLToPath(new URL("./password-worker.ts", import.meta.url));
const MAX_QUEUE = 64;
const IDLE_MS = 5 * 60_000;
/** From when a process has it; with a whole core it takes 40 ms. */
const HASH_TIMEOUT_MS = 20_000;
/** How long a process that is to end may take; then it is killed. */
const END_MS = 5_000;

export function createPasswords(options: PasswordsOptions): Passwords {
  const { maxQueue = MAX_QUEUE, idleMs = IDLE_MS, log } = options;
  const workers = options.workers ?? Math.max(1, Math.min(4, availableParallelism()));
  let current: Hashers | undefined;
  let idle: NodeJS.Timeout | undefined;
  let isStopped = false;
  const ending = new Set<Promise<void>>();

  /** Ends the processes at hand. New work gets new ones. */
  function retire(): void {
    if (!current) return;
    const ended = current.end().finally(() => ending.delete(ended));
    ending.add(ended);
    current = undefined;
  }

  async function run<T>(method: "hash" | "verify", values: string[]): Promise<T> {
    clearTimeout(idle);
    try {
      for (let isAgain = false; ; isAgain = true) {
        current ??= isStopped ? undefined : startHashers(workers);
        if (!current || current.pool.stats().pendingTasks >= maxQueue) throw unavailable();
        const { pool } = current;
        try {
          return (await pool.exec(method, values).timeout(HASH_TIMEOUT_MS)) as T;
        } catch (error) {
          if (!isStopped)
            log.warn({ detail: (error as Error).message }, "a process that hashes passwords ended or hangs");
          // Behind a process that died workerpool leaves what waits waiting for ever; ended, it lets go of it.
          if (current?.pool === pool) retire();
          if (isAgain || error instanceof WorkerPromise.TimeoutError) throw unavailable(error);
        }
      }
    } finally {
      clearTimeout(idle);
      if (!isStopped) idle = setTimeout(retire, idleMs).unref();
    }
  }

  return {
    hash: (password) => run<string>("hash", [password]),
    verify: (hash, password) => run<boolean>("verify", [hash, password]),
    needsRehash,
    async stop() {
      isStopped = true;
      clearTimeout(idle);
      retire();
      await Promise.all(ending);
    },
  };
}

interface Hashers {
  pool: Pool;
  /** Never rejects. */
  end(): Promise<void>;
}

function startHashers(maxWorkers: number): Hashers {
  const killer = new AbortController();
  const pool = createPool(WORKER, {
    workerType: "process",
    maxWorkers,
    workerTerminateTimeout: END_MS,
    // Nothing of the server's settings is theirs to know.
    forkOpts: { env: {}, execArgv: [], signal: killer.signal, killSignal: "SIGKILL" },
  });
  const end = async () => {
    await pool.terminate(false, END_MS).catch(() => undefined);
    killer.abort();
  };
  return { pool, end };
}

function unavailable(cause?: unknown): AppError {
  const message = "Too many people are signing in at this moment. Try again in a moment.";
  return new AppError("UNAVAILABLE", message, { cause });
}
