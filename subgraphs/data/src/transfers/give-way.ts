import { setImmediate, setTimeout as sleep } from "node:timers/promises";

/** Called between two pieces of long work; stands still for as long as it should. */
export type GiveWay = () => Promise<void>;

/** For each millisecond that others have taken, so many are left to them: their requests come back for the next step. */
const LEFT_FOR_EACH = 10;

/** Nobody waits for this work for longer, whatever the last piece of it took. */
const MOST_MS = 50;

/**
 * For long work in a thread that answers requests as well. Others have their turn, and the more they made of it the longer
 * the work stands still, at most for as long as its last piece took, its wait for the database included. So it has half of
 * process and database while they are asked for something else, and all of them otherwise.
 */
export function createGiveWay(): GiveWay {
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

/** A thread that is busy for less than this share of its time does hardly more than what the work itself asks of it. */
const IDLE_SHARE = 0.15;
/** From this share on, each millisecond of work is followed by as many of rest as there ever are. */
const FULL_SHARE = 0.33;
const MOST_REST = 16;
const MOST_REST_MS = 500;

/** More than an import is the reason of for long; while its file arrives 0.42 was seen. */
const SURELY_OTHERS = 0.25;

/** Whether somebody is there to whom long work should be small. */
export function areOthersAsking(busy: () => number): boolean {
  return busy() > SURELY_OTHERS;
}

/**
 * For long work in a thread of its own, while others are answered for a share `busy()` of a thread's time, from 0 to 1.
 * The busier that is the longer the work rests for each millisecond of `clock`: hardly where only other processes' polls are
 * seen, five times as long at a quarter, sixteen times from a third on. So whoever waits for an answer seldom meets it, on
 * whatever core and in whatever queue that would be.
 */
export function createRests(busy: () => number, clock: () => number = () => performance.now()): GiveWay {
  let since = clock();
  let owed = 0;
  return async () => {
    const beyond = Math.max(0, busy() - IDLE_SHARE) / (FULL_SHARE - IDLE_SHARE);
    const each = MOST_REST * Math.min(beyond, 1) ** 2;
    owed = Math.min(owed + (clock() - since) * each, MOST_REST_MS);
    // Messages are heard in between in any case.
    await setImmediate();
    // A timer takes a millisecond at least.
    if (owed >= 1) {
      const begun = performance.now();
      await sleep(owed);
      owed -= performance.now() - begun;
    }
    since = clock();
  };
}

/** Milliseconds for which the calling thread has had a core. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
