import { GCProfiler } from "node:v8";
import { expect, test } from "vitest";
import { toConnection } from "../connection.ts";

const PAGE = { limit: 50, backward: false, cursor: null };

/** Bytes of the old generation that collections of the young one have added to it while `make` was called so often. */
function promotedBy(make: () => unknown, times: number): { bytes: number; collections: number } {
  const profiler = new GCProfiler();
  profiler.start();
  let last: unknown;
  for (let time = 0; time < times; time++) last = make();
  const { statistics } = profiler.stop();
  expect(last).toBeDefined();
  const young = statistics.filter(({ gcType }) => gcType === "Scavenge");
  const oldBytes = (spaces: readonly { spaceName: string; spaceUsedSize: number }[]) =>
    spaces.find(({ spaceName }) => spaceName === "old_space")?.spaceUsedSize ?? 0;
  const bytes = young.reduce(
    (sum, { beforeGC, afterGC }) =>
      sum + oldBytes(afterGC.heapSpaceStatistics) - oldBytes(beforeGC.heapSpaceStatistics),
    0,
  );
  return { bytes, collections: young.length };
}

const rows = () => Array.from({ length: 51 }, (_, at) => ({ id: `r${at}`, text: "x".repeat(20) + at }));

test("a page that nobody holds any more does not outlive a young collection", () => {
  const pages = 40_000;
  const page = () =>
    toConnection(
      rows(),
      PAGE,
      ({ id }) => id,
      ({ text }) => ({ text }),
    );
  promotedBy(page, 2_000);
  const { bytes, collections } = promotedBy(page, pages);
  expect(collections).toBeGreaterThan(2);
  // A getter of an object literal keeps 9,700 of each; other tests of the process leave a little.
  expect(bytes / pages).toBeLessThan(2_000);
});
