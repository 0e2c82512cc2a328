import { type Account, isAtRest, openAccount, type Terms } from "./limiter-account.ts";

/** The accounts of one budget, bounded in number. */
export interface AccountTable {
  get(key: string, now: number): Account;
  accounts(): Iterable<Account>;
  readonly size: number;
}

export interface AccountTableOptions {
  terms: Terms;
  max: number;
  /** Whether an account that must still be reported can be; asks for it to be reported when so. */
  mustReport(account: Account): boolean;
}

/** Accounts looked at for each one added: more than one, so that the table shrinks faster than it grows. */
const LOOKS = 8;

/**
 * Only accounts at rest are forgotten, and a forgotten account at rest comes back as what it was: so no flood of new
 * keys can make a spent one fresh. When the table is full and eight looks find none at rest, newcomers share one
 * account, the crowd, until there is room: they limit each other, and nobody who was here before.
 */
export function createAccountTable({ terms, max, mustReport }: AccountTableOptions): AccountTable {
  const known = new Map<string, Account>();
  const crowd = openAccount(terms, "");
  // A Map's iterator goes on over what is added and leaves out what is deleted: it is the hand of a clock.
  let hand = known.values();

  function makeRoom(now: number): void {
    for (let look = 0; look < LOOKS; look++) {
      const { value: account, done } = hand.next();
      if (done) {
        hand = known.values();
        continue;
      }
      if (!isAtRest(account, now)) continue;
      if (account.pending > 0 && mustReport(account)) continue;
      known.delete(account.key);
    }
  }

  return {
    get(key, now) {
      const found = known.get(key);
      if (found !== undefined) return found;
      if (known.size * 2 >= max) makeRoom(now);
      if (known.size >= max) return crowd;
      const opened = openAccount(terms, key);
      known.set(key, opened);
      return opened;
    },
    *accounts() {
      yield crowd;
      yield* known.values();
    },
    get size() {
      return known.size;
    },
  };
}
