/** Learns the difference between the store's clock and this process's. */
export interface StoreClock {
  /** Takes in an answer and returns the difference, in milliseconds: store = here + difference. */
  learn(sentAt: number, receivedAt: number, storeNow: number): number;
}

/**
 * An answer says that the store's time fell between sending and receiving. A difference that fits is kept, so that a
 * value sent and answered comes back as itself however long the way was; only one that no longer fits is replaced. It is
 * wrong by at most half the round trip it was learnt from.
 */
export function createStoreClock(): StoreClock {
  let known: number | undefined;
  return {
    learn(sentAt, receivedAt, storeNow) {
      const least = storeNow - receivedAt;
      const most = storeNow - sentAt;
      if (known === undefined || known < least || known > most) known = (least + most) / 2;
      return known;
    },
  };
}
