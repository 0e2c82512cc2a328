import type { Account, Terms } from "./limiter-account.ts";
import { createExchange, type Exchange } from "./limiter-exchange.ts";
import { spent, tokensLeft, waitFor } from "./limiter-gcra.ts";
import { checkPolicy, intervalOf, type RatePolicy } from "./limiter-policy.ts";
import { createReporter } from "./limiter-report.ts";
import type { LimiterStore } from "./limiter-store.ts";
import { type AccountTable, createAccountTable } from "./limiter-table.ts";
import type { Log } from "./log.ts";

/**
 * Rate limits: every decision is made at once and in this process; what was admitted is reported to a store that the
 * instances share, and what the others admitted comes back, at most every 100 ms. k instances together admit at most
 * `burst + rate × T + (k − 1) × credit` in T seconds, whatever they are asked (docs/adr/0019).
 */
export interface Limiter {
  /** Throws, with the reason, when the policy is unbounded. */
  budget(policy: RatePolicy): Budget;
  /** False while instances limit each by itself because the store does not answer. */
  shared(): boolean;
  stop(): Promise<void>;
}

/** One policy and the accounts under it. */
export interface Budget {
  readonly policy: RatePolicy;
  /**
   * Spends `cost` tokens of the key, all or none. Answers how many whole tokens are left, 0 or more; or, when there are
   * not enough, minus the milliseconds after which there will be, if nobody else spends. A cost above the burst counts as the burst.
   */
  take(key: string, cost?: number): number;
  /** Keeps a token back for work that may turn out free. */
  hold(key: string): Hold;
  /** Accounts in memory. */
  size(): number;
}

export interface Hold {
  /** 0 when the token is kept back; otherwise milliseconds after which one will be there. */
  wait: number;
  /** Spends the token, or lets it go. Call it once, and only when `wait` was 0. */
  settle(spends: boolean): void;
}

export interface LimiterOptions {
  log: Log;
  /** Without it there is one instance, or each limits by itself. `secret` keys the names of accounts in the store. */
  shared?: { store: LimiterStore; secret: Buffer } | undefined;
  /** Least time between two exchanges with the store. */
  exchangeMs?: number;
  /** Most accounts in memory for each budget; about 200 bytes each. */
  maxAccounts?: number;
  /** A clock in milliseconds that never goes back. */
  now?(): number;
}

export const EXCHANGE_MS = 100;
export const MAX_ACCOUNTS = 50_000;
/** The share of a burst that may stay unreported: what makes a quiet key cost one row per so many requests. */
const UNREPORTED_SHARE = 1 / 8;

/** Tokens that an instance can admit before it hears of the others, in `seconds` from its last exchange. */
export function creditOf({ perSecond, burst }: RatePolicy, seconds: number): number {
  return burst + Math.floor(burst * UNREPORTED_SHARE) + Math.ceil(perSecond * seconds);
}

export function createLimiter(options: LimiterOptions): Limiter {
  const { log, shared, exchangeMs = EXCHANGE_MS, maxAccounts = MAX_ACCOUNTS, now = () => performance.now() } = options;
  const tables: AccountTable[] = [];
  function* accounts() {
    for (const table of tables) yield* table.accounts();
  }
  const exchange =
    shared &&
    createExchange({
      reporter: createReporter(shared.store, shared.secret, now),
      log,
      now,
      everyMs: exchangeMs,
      accounts,
    });
  return {
    budget(policy) {
      checkPolicy(policy);
      const interval = intervalOf(policy);
      const terms: Terms = {
        name: policy.name,
        interval,
        capacity: policy.burst * interval,
        unreported: exchange ? Math.max(1, Math.floor(policy.burst * UNREPORTED_SHARE)) : Number.POSITIVE_INFINITY,
      };
      const mustReport = (account: Account) => exchange?.due(account) ?? false;
      const table = createAccountTable({ terms, max: maxAccounts, mustReport });
      tables.push(table);
      return createBudget(policy, terms, table, exchange, now);
    },
    shared: () => exchange?.reachable() ?? false,
    async stop() {
      await exchange?.stop();
    },
  };
}

function createBudget(
  policy: RatePolicy,
  terms: Terms,
  table: AccountTable,
  exchange: Exchange | undefined,
  now: () => number,
): Budget {
  const { interval, capacity, unreported } = terms;
  const { burst } = policy;

  function takeFrom(account: Account, cost: number, at: number): number {
    const tat = spent(account.tat, at, cost * interval);
    const heldBack = account.held * interval;
    const wait = waitFor(tat + heldBack, at, capacity);
    if (wait > 0) return -wait;
    charge(account, tat, cost);
    return tokensLeft(tat + heldBack, at, interval, capacity);
  }

  function charge(account: Account, tat: number, cost: number): void {
    account.tat = tat;
    account.pending += cost;
    if (account.pending >= unreported && !account.due) exchange?.due(account);
  }

  return {
    policy,
    take(key, cost = 1) {
      const at = now();
      return takeFrom(table.get(key, at), Math.min(cost, burst), at);
    },
    hold(key) {
      const at = now();
      const account = table.get(key, at);
      const wait = waitFor(spent(account.tat, at, interval) + account.held * interval, at, capacity);
      if (wait === 0) account.held++;
      return {
        wait,
        settle(spends) {
          account.held--;
          if (spends) charge(account, spent(account.tat, now(), interval), 1);
        },
      };
    },
    size: () => table.size,
  };
}
