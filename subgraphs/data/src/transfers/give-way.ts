import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/** For each millisecond that others have taken, so many are left to them: their requests come back for the next step. */
const LEFT_FOR_EACH = 10;

/** Nobody waits for this work for longer, whatever the last piece of it took. */
const MOST_MS = 50;

/**
 * For long work in a process that answers requests as well: called between two pieces of it. Others have their turn, and the more
 * they made of it the longer the work stands still, at most for as long as its last piece took, its wait for the database
 * included. So it has half of process and database while they are asked for something else, and all of them otherwise.
 */
export function createGiveWay(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const asked = performance.now();
    await setImmediate();
    const others = performance.now() - asked;
    const pause = Math.min(others * LEFT_FOR_EACH, asked - since, MOST_MS);
    if (pause >= 1) await sleep(pause);
    since = performance.now();
  };
}
