/** When a meter exchanges with the database: one exchange behind the other, and none twice for the same reason. */
export interface ExchangeTurns<Newcomer> {
  /** Exchanges all. Whoever asks while that waits for its turn has the same one: it takes along what is there when it begins. */
  flush(): Promise<void>;
  /** Exchanges it soon, together with those that come meanwhile, and without all the others. */
  meet(newcomer: Newcomer): void;
}

/** The first requests of a burst share an exchange, in ms. */
const FIRST_MS = 200;

/** Neither of them may reject. */
export function createExchangeTurns<Newcomer>(
  exchangeAll: () => Promise<void>,
  exchangeNew: (newcomers: Newcomer[]) => Promise<void>,
): ExchangeTurns<Newcomer> {
  const newcomers: Newcomer[] = [];
  let last = Promise.resolve();
  let waiting: Promise<void> | undefined;

  function exchangeNewcomers(): void {
    last = last.then(() => exchangeNew(newcomers.splice(0)));
  }

  return {
    flush() {
      if (waiting) return waiting;
      waiting = last.then(() => {
        waiting = undefined;
        return exchangeAll();
      });
      last = waiting;
      return waiting;
    },
    meet(newcomer) {
      if (newcomers.push(newcomer) === 1) setTimeout(exchangeNewcomers, FIRST_MS).unref();
    },
  };
}
