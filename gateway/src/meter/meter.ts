import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { RATES, type Rate } from "@bulkhead/kernel/quota.ts";
import { createExchangeTurns } from "./exchange-turns.ts";
import { NOTHING, type Tally, type Totals, usageStatement } from "./usage-statement.ts";

/**
 * Counts requests, deliveries and open sockets in memory and adds them up in the database every few seconds, tenant by tenant; what
 * others counted comes back with that. A process that is killed loses what it counted since; one that stops, nothing.
 */
export interface Meter {
  /** One of a rate, by its operation (`Query.records`) and who asked. */
  count(tenantId: string, rate: Rate, operation: string, credential: string): void;
  /**
   * Resolves once it is known what others have counted; undefined when it is, as far as the last exchange. To be asked
   * before a limit is: of a tenant that this process has not met lately nothing is known.
   */
  learn(tenantId: string): Promise<void> | undefined;
  /** How many of a rate in this month, this process's own included; as of the last exchange for those of others. */
  used(tenantId: string, rate: Rate): number;
  /** Open sockets in other processes, as of the last exchange. */
  socketsElsewhere(tenantId: string): number;
  /** Tells how many are open here now. */
  noteSockets(tenantId: string, open: number): void;
  flush(): Promise<void>;
  stop(): Promise<void>;
}

const FLUSH_MS = 5_000;
/** Kinds of rate, operation and credential kept for a tenant until the next exchange; the rest are counted together. */
const MAX_KINDS = 1_000;
const OTHER = "other";
const PARALLEL = 4;

interface Kept extends Tally {
  totals: Totals;
  /** Since the last exchange, whatever they were. */
  fresh: Record<Rate, number>;
  /** Under way to the database: not yet in `totals`, and not to be forgotten meanwhile. */
  sent: Record<Rate, number>;
  isKnown: boolean;
  /** The exchange that it will be known by, for all who wait. */
  learning?: Promise<void> | undefined;
}

export function createMeter({ db, log, now = Date.now }: { db: Database; log: Log; now?(): number }): Meter {
  const instance = newUuid();
  const tenants = new Map<string, Kept>();
  const { flush, meet } = createExchangeTurns(exchangeAll, exchangeNew);

  function keptOf(tenantId: string): Kept {
    const found = tenants.get(tenantId);
    if (found) return found;
    const made = nothingKept(monthOf(now()));
    tenants.set(tenantId, made);
    // Nothing is known of what others counted: it is asked for soon, and not in five seconds.
    meet([tenantId, made]);
    return made;
  }

  async function exchange(tenantId: string, kept: Kept): Promise<void> {
    const { kinds, sockets, fresh } = kept;
    kept.kinds = new Map();
    for (const rate of RATES) kept.sent[rate] += fresh[rate];
    kept.fresh = { ...NOTHING };
    try {
      const statement = usageStatement(tenantId, instance, { kinds, sockets }, now());
      const [totals] = await flushAsTenant(db, tenantId, [statement]);
      kept.totals = (totals as Totals[])[0] as Totals;
      kept.isKnown = true;
    } catch (error) {
      for (const [kind, amount] of kinds) add(kept.kinds, kind, amount);
      for (const rate of RATES) kept.fresh[rate] += fresh[rate];
      log.warn({ detail: (error as Error).message }, "usage could not be added up yet; it will be tried again");
    } finally {
      for (const rate of RATES) kept.sent[rate] -= fresh[rate];
    }
  }

  async function exchangeAll(): Promise<void> {
    await inLots([...tenants], async ([tenantId, kept]) => {
      const wasIdle = isIdle(kept);
      await exchange(tenantId, kept);
      // What nobody has asked for lately is forgotten, and asked for again when somebody does.
      if (wasIdle && isIdle(kept) && kept.learning === undefined) tenants.delete(tenantId);
    });
  }

  function exchangeNew(newcomers: [string, Kept][]): Promise<void> {
    return inLots(newcomers, async ([tenantId, kept]) => {
      if (!kept.isKnown) await exchange(tenantId, kept);
    });
  }

  const timer = setInterval(() => void flush(), FLUSH_MS).unref();

  return {
    count(tenantId, rate, operation, credential) {
      const kept = keptOf(tenantId);
      const kind = `${rate} ${operation} ${credential}`;
      const key = kept.kinds.size < MAX_KINDS || kept.kinds.has(kind) ? kind : `${rate} ${OTHER} ${OTHER}`;
      add(kept.kinds, key, 1);
      kept.fresh[rate] += 1;
    },
    learn(tenantId) {
      const kept = keptOf(tenantId);
      if (kept.isKnown) return undefined;
      kept.learning ??= exchange(tenantId, kept).finally(() => {
        kept.learning = undefined;
      });
      return kept.learning;
    },
    used(tenantId, rate) {
      const kept = tenants.get(tenantId);
      if (!kept) return 0;
      return kept.fresh[rate] + kept.sent[rate] + (kept.totals.month === monthOf(now()) ? kept.totals[rate] : 0);
    },
    socketsElsewhere: (tenantId) => tenants.get(tenantId)?.totals.socketsElsewhere ?? 0,
    noteSockets(tenantId, open) {
      keptOf(tenantId).sockets = open;
    },
    flush,
    async stop() {
      clearInterval(timer);
      for (const kept of tenants.values()) kept.sockets = 0;
      await flush();
    },
  };
}

const monthOf = (ms: number) => new Date(ms).toISOString().slice(0, 7);

function nothingKept(month: string): Kept {
  const totals = { month, ...NOTHING, socketsElsewhere: 0 };
  return {
    kinds: new Map(),
    sockets: 0,
    totals,
    fresh: { ...NOTHING },
    sent: { ...NOTHING },
    isKnown: false,
  };
}

async function inLots<T>(all: T[], run: (one: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < all.length; at += PARALLEL) await Promise.all(all.slice(at, at + PARALLEL).map(run));
}

const isIdle = (kept: Kept) => kept.kinds.size === 0 && kept.sockets === 0;

function add(kinds: Map<string, number>, kind: string, amount: number): void {
  kinds.set(kind, (kinds.get(kind) ?? 0) + amount);
}
