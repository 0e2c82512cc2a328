import { setTimeout as sleep } from "node:timers/promises";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { createAnonymousFailures } from "./anonymous-failures.ts";
import { type DenialBatch, toBatches, writeBatch } from "./denial-batches.ts";
import { createDenialWindows, type Denial, type DenialEntry } from "./denial-windows.ts";

/**
 * Where refusals go. A refusal must never cost a write of its own, or refusing would be the attack: they are held in
 * bounded memory and written together, within a second and when the process stops.
 */
export interface DenialIntake {
  /** A known principal was refused: recorded exactly once up to EXACT_PER_MINUTE, then counted into one event. */
  deny(request: RequestContext, denial: Denial): void;
  /** Nobody in particular was refused: counted per network, minute and reason. */
  denyAnonymous(clientAddress: string | null, reason: string): void;
  /** Writes what is held. Never rejects: what could not be written is kept for the next time and logged. */
  flush(): Promise<void>;
  /** Writes everything, aggregates of the running minute included. */
  stop(): Promise<void>;
}

const FLUSH_MS = 500;
/** Denials held for writing; past this they are counted into their principal's aggregate. */
const MAX_HELD = 10_000;
const MAX_PRINCIPALS = 10_000;
const PARALLEL_WRITES = 3;
const LAST_TRIES = 3;
/** A process that is told to stop has no longer than this for a database that does not answer. */
const LAST_TRIES_MS = 2_000;

interface IntakeDeps {
  db: Database;
  log: Log;
  now?(): number;
}

export function createDenialIntake({ db, log, now = Date.now }: IntakeDeps): DenialIntake {
  const windows = createDenialWindows({ max: MAX_PRINCIPALS, now });
  const anonymous = createAnonymousFailures({ now });
  let entries: DenialEntry[] = [];
  let batches: DenialBatch[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  const held = () => batches.reduce((sum, batch) => sum + batch.count, entries.length);
  const isEmpty = () => entries.length + batches.length + windows.size + anonymous.size === 0;

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      void flush().then(() => {
        if (!isEmpty()) schedule();
      });
    }, FLUSH_MS).unref();
  }

  async function write(closeAll: boolean): Promise<void> {
    // While nothing can be written, windows stay open and go on counting: one line per principal is all they hold.
    if (closeAll || held() < MAX_HELD) entries.push(...windows.close(closeAll));
    const made = toBatches(entries, now());
    entries = [];
    const pending = [...batches, ...made];
    batches = pending;
    for (let at = 0; at < pending.length; at += PARALLEL_WRITES)
      await Promise.all(pending.slice(at, at + PARALLEL_WRITES).map(writeOne));
    if (batches.length > 0)
      log.warn({ denials: held() }, "denials could not be written to the audit log yet; they will be tried again");
    await anonymous.flush(db).catch((error: unknown) => {
      log.warn(
        { detail: (error as Error).message },
        "anonymous failures could not be counted yet; they will be tried again",
      );
    });
    const lost = windows.takeLost();
    if (lost > 0) log.error({ denials: lost }, "denials are lost: too many principals were refused in one minute");
  }

  async function writeOne(batch: DenialBatch): Promise<void> {
    const result = await writeBatch(db, batch, now());
    if (result.state === "kept") return;
    batches = batches.filter((other) => other !== batch);
    if (result.state === "lost")
      log.error({ denials: batch.count, detail: result.reason }, "denials are lost: they could not be written");
  }

  async function writeAll(): Promise<void> {
    for (let tries = 0; tries < LAST_TRIES && (tries === 0 || !isEmpty()); tries++) await flush(true);
  }

  function flush(closeAll = false): Promise<void> {
    const started = (flushing ?? Promise.resolve())
      .then(() => write(closeAll))
      // One fault must not end all later writing.
      .catch((error: unknown) => log.error({ detail: (error as Error).message }, "denials could not be written"));
    flushing = started;
    return started;
  }

  return {
    deny(request, denial) {
      const { tenantId } = request.principal;
      if (tenantId === null) {
        anonymous.count(request.clientAddress, "UNAUTHENTICATED");
      } else {
        const entry = windows.count(request, tenantId, denial, held() < MAX_HELD);
        if (entry) entries.push(entry);
      }
      schedule();
    },
    denyAnonymous(clientAddress, reason) {
      anonymous.count(clientAddress, reason);
      schedule();
    },
    flush: () => flush(),
    async stop() {
      clearTimeout(timer);
      await Promise.race([writeAll(), sleep(LAST_TRIES_MS, undefined, { ref: false })]);
      if (!isEmpty())
        log.error({ denials: held() }, "denials are lost: the process ends and they could not be written");
    },
  };
}
