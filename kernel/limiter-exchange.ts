import type { Account } from "./limiter-account.ts";
import type { Reporter } from "./limiter-report.ts";
import type { Log } from "./log.ts";

/** Decides when the store is told what was admitted here: away from any request, and not too often. */
export interface Exchange {
  /** Asks for the account to be part of the next exchange. False when there is no store to tell just now. */
  due(account: Account): boolean;
  reachable(): boolean;
  /** Reports what is still unreported, and waits for it a second at most. */
  stop(): Promise<void>;
}

export interface ExchangeOptions {
  reporter: Reporter;
  log: Log;
  now(): number;
  /** Least time between two exchanges. */
  everyMs: number;
  /** Every account of this process, to settle up after the store was away. */
  accounts(): Iterable<Account>;
}

/** Keys in one statement; more are sent in several, one after the other. */
const MAX_KEYS = 5_000;
const RETRY_MS = 1_000;
const STOP_MS = 1_000;

interface State {
  queue: Account[];
  /** The store did not answer last time. */
  away: boolean;
  stopped: boolean;
}

export function createExchange(options: ExchangeOptions): Exchange {
  const { now, everyMs } = options;
  const state: State = { queue: [], away: false, stopped: false };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;

  function arm(): void {
    if (timer !== undefined || running !== undefined || state.stopped) return;
    timer = setTimeout(run, state.away ? RETRY_MS : Math.max(0, lastAt + everyMs - now()));
    timer.unref();
  }

  function run(): void {
    timer = undefined;
    lastAt = now();
    running = exchangeOnce(options, state).then(() => {
      running = undefined;
      if (state.away || state.queue.length > 0) arm();
    });
  }

  return {
    due(account) {
      if (state.away || state.stopped) return false;
      enqueue(state, account);
      arm();
      return true;
    },
    reachable: () => !state.away,
    async stop() {
      if (state.stopped) return;
      state.stopped = true;
      clearTimeout(timer);
      await Promise.race([sayGoodbye(options, state, running), new Promise((end) => setTimeout(end, STOP_MS).unref())]);
    },
  };
}

function enqueue(state: State, account: Account): void {
  if (account.due) return;
  account.due = true;
  state.queue.push(account);
}

/** Never rejects: a store that does not answer is a state, not an error of anybody's request. */
async function exchangeOnce({ reporter, log, now, accounts }: ExchangeOptions, state: State): Promise<void> {
  try {
    if (state.away) {
      await reporter.greet();
      state.away = false;
      forgive(accounts(), now(), state);
      log.info("rate limits are shared between instances again");
    }
    const waiting = state.queue;
    state.queue = [];
    for (const account of waiting) account.due = false;
    for (let at = 0; at < waiting.length; at += MAX_KEYS) {
      const batch = waiting.slice(at, at + MAX_KEYS);
      await reporter.send(batch);
      // What came in while the answer was on its way.
      for (const account of batch) if (account.pending >= account.terms.unreported) enqueue(state, account);
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    if (!state.away) log.warn({ detail }, "the store of rate limits does not answer: each instance limits by itself");
    state.away = true;
    for (const account of state.queue) account.due = false;
    state.queue = [];
  }
}

/**
 * While the store was away every instance admitted its whole rate. Charging all of that now would shut keys out for as
 * long as the absence lasted, so only what their buckets still feel is reported.
 */
function forgive(accounts: Iterable<Account>, now: number, state: State): void {
  for (const account of accounts) {
    const felt = Math.ceil(Math.max(0, account.tat - now) / account.terms.interval);
    account.pending = Math.min(account.pending, felt);
    if (account.pending >= account.terms.unreported) enqueue(state, account);
  }
}

async function sayGoodbye(options: ExchangeOptions, state: State, running: Promise<void> | undefined): Promise<void> {
  await running;
  if (state.away) return;
  for (const account of options.accounts()) if (account.pending > 0) enqueue(state, account);
  await exchangeOnce(options, state);
}
