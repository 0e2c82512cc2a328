import { performance } from "node:perf_hooks";

/** What the last look says of the share; a burst shorter than that is nobody's load. */
const WEIGHT = 0.25;
const SHORTEST_MS = 20;

/** Tells other threads for what share of its time, from 0 to 1, this one is busy; between two looks nothing is known. */
export function watchBusy(): { share: Float64Array<SharedArrayBuffer>; look(): void } {
  const share = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  let last = performance.eventLoopUtilization();
  return {
    share,
    look() {
      const now = performance.eventLoopUtilization();
      const { utilization, idle, active } = performance.eventLoopUtilization(now, last);
      // Several callers may look one after the other: between these two the thread was busy with them alone.
      if (idle + active < SHORTEST_MS) return;
      last = now;
      share[0] = (share[0] ?? 0) * (1 - WEIGHT) + utilization * WEIGHT;
    },
  };
}
