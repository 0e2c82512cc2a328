import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { createGiveWay } from "../src/transfers/give-way.ts";

const PIECE_MS = 4;

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** The share of the time that pieces of work took. */
async function shareOf(pieces: number): Promise<number> {
  const giveWay = createGiveWay();
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
