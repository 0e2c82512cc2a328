import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { watchBusy } from "../imports/busy.ts";

function spin(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test("another thread reads for what share of its time this one was busy lately", async () => {
  const busy = watchBusy();
  const seen = new Float64Array(busy.share.buffer);
  for (let look = 0; look < 10; look++) {
    spin(20);
    await sleep(5);
    busy.look();
  }
  expect(seen[0]).toBeGreaterThan(0.5);
  expect(seen[0]).toBeLessThanOrEqual(1);
  for (let look = 0; look < 20; look++) {
    await sleep(10);
    busy.look();
  }
  expect(seen[0]).toBeLessThan(0.2);
});

test("it does not matter how many look, one after the other", async () => {
  const busy = watchBusy();
  for (let look = 0; look < 20; look++) {
    await sleep(30);
    busy.look();
    busy.look();
  }
  expect(busy.share[0]).toBeLessThan(0.2);
});
