import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createGiveWay, createRests, type GiveWay, threadMs } from "../src/transfers/give-way.ts";

const PIECE_MS = 4;

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** The share of the time that pieces of work took. */
async function shareOf(pieces: number, giveWay: GiveWay = createGiveWay()): Promise<number> {
  const start = performance.now();
  for (let piece = 0; piece < pieces; piece++) {
    spin(PIECE_MS);
    await giveWay();
  }
  return (pieces * PIECE_MS) / (performance.now() - start);
}

test("long work stands still for as long as it worked, while others are there", async () => {
  let isAsked = true;
  const others = (async () => {
    while (isAsked) {
      spin(0.5);
      await setImmediate();
    }
  })();
  const beside = await shareOf(50);
  isAsked = false;
  await others;
  expect(beside).toBeLessThan(0.55);
});

test.each([
  [0, 0.5, 1],
  [0.2, 0.2, 0.65],
  [0.25, 0.05, 0.3],
  [0.9, 0.01, 0.1],
])("in a thread of its own it rests the longer the busier the other is: %d", async (busy, least, most) => {
  const share = await shareOf(
    20,
    createRests(() => busy),
  );
  expect(share).toBeGreaterThan(least);
  expect(share).toBeLessThanOrEqual(most);
});

test("rests of a thread's own time are for what it has worked, however long that took", async () => {
  const rest = createRests(() => 1, threadMs);
  const [start, startOfThread] = [performance.now(), threadMs()];
  for (let piece = 0; piece < 20; piece++) {
    spin(PIECE_MS);
    await sleep(PIECE_MS);
    await rest();
  }
  const worked = threadMs() - startOfThread;
  expect(performance.now() - start).toBeGreaterThan(worked * 6);
});

test("a thread's own time is none of what it waits", async () => {
  const before = threadMs();
  await sleep(100);
  expect(threadMs() - before).toBeLessThan(50);
  spin(20);
  expect(threadMs() - before).toBeGreaterThan(2);
});
