/** What the accounts of one budget have in common. */
export interface Terms {
  name: string;
  /** Milliseconds between two tokens. */
  interval: number;
  /** Milliseconds that a full bucket is worth: burst × interval. */
  capacity: number;
  /** Tokens admitted here that the shared store may not know of before it is told. */
  unreported: number;
}

/** One key's bucket in this process. */
export interface Account {
  readonly terms: Terms;
  readonly key: string;
  /** Theoretical arrival time, in this process's clock: when the bucket is full again. */
  tat: number;
  /** Tokens admitted here and not yet acknowledged by the store. */
  pending: number;
  /** Those of `pending` that are on their way to the store. */
  sent: number;
  /** Tokens kept back for work whose outcome is not known yet. */
  held: number;
  /** Waits for the next exchange with the store. */
  due: boolean;
  /** Its name in the store, made when first needed. */
  id: string | undefined;
}

export function openAccount(terms: Terms, key: string): Account {
  return { terms, key, tat: 0, pending: 0, sent: 0, held: 0, due: false, id: undefined };
}

/** A full bucket with nothing to tell: forgetting it changes no decision. */
export function isAtRest(account: Account, now: number): boolean {
  return account.tat <= now && account.held === 0 && account.sent === 0;
}
