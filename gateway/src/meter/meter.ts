import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { type Tally, type Totals, usageStatements } from "./usage-statements.ts";

/**
 * Counts requests and open sockets in memory and adds them up in the database every few seconds, tenant by tenant; what
 * others counted comes back with that. A process that is killed loses what it counted since; one that stops, nothing.
 */
export interface Meter {
  /** One request, by its operation (`Query.records`) and who asked. */
  count(tenantId: string, operation: string, credential: string): void;
  /** Requests of this month, this process's own included; as of the last exchange for those of others. */
  requests(tenantId: string): number;
  /** Open sockets in other processes, as of the last exchange. */
  socketsElsewhere(tenantId: string): number;
  /** Tells how many are open here now. */
  noteSockets(tenantId: string, open: number): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = 5_000;
/** Pairs of operation and credential kept for a tenant until the next exchange; the rest are counted together. */
const MAX_PAIRS = 1_000;
const OTHER = "other";
const PARALLEL = 4;

interface Kept extends Tally {
  totals: Totals;
  /** Since the last exchange, whatever they were. */
  fresh: number;
  busy: boolean;
}

export function createMeter({ db, log, now = Date.now }: { db: Database; log: Log; now?(): number }): Meter {
  const instance = newUuid();
  const tenants = new Map<string, Kept>();
  let flushing: Promise<void> | undefined;

  const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);

  function keptOf(tenantId: string): Kept {
    const found = tenants.get(tenantId);
    if (found) return found;
    const totals = { month: monthOf(now()), requests: 0, socketsElsewhere: 0 };
    const made: Kept = { pairs: new Map(), sockets: 0, totals, fresh: 0, busy: true };
    tenants.set(tenantId, made);
    // Nothing is known of what others counted: it is asked for soon, and not in five seconds.
    setTimeout(() => void flush(), FIRST_MS).unref();
    return made;
  }

  async function exchange(tenantId: string, kept: Kept): Promise<void> {
    const { pairs, sockets, fresh } = kept;
    kept.pairs = new Map();
    kept.fresh = 0;
    kept.busy = false;
    try {
      const answers = await flushAsTenant(db, tenantId, usageStatements(tenantId, instance, { pairs, sockets }, now()));
      kept.totals = (answers.at(-1) as Totals[])[0] as Totals;
      // What nobody has asked for lately is forgotten, and asked for again when somebody does.
      if (fresh === 0 && kept.fresh === 0 && sockets === 0 && kept.sockets === 0) tenants.delete(tenantId);
    } catch (error) {
      for (const [pair, amount] of pairs) add(kept.pairs, pair, amount);
      kept.fresh += fresh;
      kept.busy = true;
      log.warn({ detail: (error as Error).message }, "usage could not be added up yet; it will be tried again");
    }
  }

  async function exchangeAll(): Promise<void> {
    const due = [...tenants].filter(([, kept]) => kept.busy || kept.sockets > 0 || kept.fresh > 0 || isIdle(kept));
    for (let at = 0; at < due.length; at += PARALLEL)
      await Promise.all(due.slice(at, at + PARALLEL).map(([tenantId, kept]) => exchange(tenantId, kept)));
  }

  function flush(): Promise<void> {
    flushing = (flushing ?? Promise.resolve()).then(exchangeAll);
    return flushing;
  }

  const timer = setInterval(() => void flush(), FLUSH_MS).unref();

  return {
    count(tenantId, operation, credential) {
      const kept = keptOf(tenantId);
      const pair = `${operation} ${credential}`;
      const key = kept.pairs.size < MAX_PAIRS || kept.pairs.has(pair) ? pair : `${OTHER} ${OTHER}`;
      add(kept.pairs, key, 1);
      kept.fresh += 1;
      kept.busy = true;
    },
    requests(tenantId) {
      const kept = tenants.get(tenantId);
      if (!kept) return 0;
      return kept.fresh + (kept.totals.month === monthOf(now()) ? kept.totals.requests : 0);
    },
    socketsElsewhere: (tenantId) => tenants.get(tenantId)?.totals.socketsElsewhere ?? 0,
    noteSockets(tenantId, open) {
      const kept = keptOf(tenantId);
      kept.sockets = open;
      kept.busy = true;
    },
    flush,
    async stop() {
      clearInterval(timer);
      for (const kept of tenants.values()) Object.assign(kept, { sockets: 0, busy: true });
      await flush();
    },
  };
}

/** A tenant that is new here is asked about after this long, in ms: the first requests of a burst share it. */
const FIRST_MS = 200;

const isIdle = (kept: Kept) => kept.fresh === 0 && kept.sockets === 0;

function add(pairs: Map<string, number>, pair: string, amount: number): void {
  pairs.set(pair, (pairs.get(pair) ?? 0) + amount);
}
