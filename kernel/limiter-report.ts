import { createHmac, createSecretKey } from "node:crypto";
import type { Account } from "./limiter-account.ts";
import { createStoreClock } from "./limiter-clock.ts";
import type { Charge, LimiterStore } from "./limiter-store.ts";

/** Milliseconds since 1970 fill a double up to a quarter of a microsecond. */
const ROUNDING_MS = 1e-3;

/** Speaks to the store for accounts. */
export interface Reporter {
  /** Asks for the time, once before the first report and whenever the store may be another. */
  greet(): Promise<void>;
  /** Reports what the accounts admitted and takes in what others did. Rejects when the store does not answer. */
  send(batch: readonly Account[]): Promise<void>;
}

export function createReporter(store: LimiterStore, secret: Buffer, now: () => number): Reporter {
  const nameOf = createNaming(secret);
  const clock = createStoreClock();
  let difference: number | undefined;

  async function greet(): Promise<void> {
    const sentAt = now();
    const answer = await store.charge([]);
    difference = clock.learn(sentAt, now(), answer.now);
  }

  function chargeOf(account: Account, ahead: number): Charge {
    account.sent = account.pending;
    account.id ??= nameOf(account);
    return { key: account.id, cost: account.sent * account.terms.interval, tat: account.tat + ahead };
  }

  return {
    greet,
    async send(batch) {
      if (difference === undefined) await greet();
      const named = batch.map((account) => ({ account, charge: chargeOf(account, difference ?? 0) }));
      // One order for everybody: two instances that charge the same keys never wait for each other in a circle.
      named.sort((a, b) => (a.charge.key < b.charge.key ? -1 : 1));
      const sentAt = now();
      try {
        const answer = await store.charge(named.map(({ charge }) => charge));
        difference = clock.learn(sentAt, now(), answer.now);
        for (const [at, { account }] of named.entries()) hear(account, (answer.tats[at] ?? 0) - difference);
      } finally {
        for (const { account } of named) account.sent = 0;
      }
    },
  };
}

/** Own knowledge is never given up for the store's: a store that lost its memory frees nobody. */
function hear(account: Account, tat: number): void {
  account.pending -= account.sent;
  const shared = tat + account.pending * account.terms.interval;
  if (shared > account.tat + ROUNDING_MS) account.tat = shared;
}

/** Names accounts by HMAC-SHA256, cut to 128 bits: an address or a tenant cannot be guessed back without the key. */
function createNaming(secret: Buffer): (account: Account) => string {
  const key = createSecretKey(secret);
  return ({ terms, key: name }) =>
    createHmac("sha256", key).update(`${terms.name}\n${name}`).digest("hex").slice(0, 32);
}
