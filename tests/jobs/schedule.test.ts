import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { until } from "../testkit/until.ts";
import { onEachBackend } from "./backends.ts";

onEachBackend("scheduled work", (jobs) => {
  test("ticks once for all processes, at its pace", async () => {
    const ticks: number[] = [];
    const every = {
      name: "test.tick",
      everyMs: 300,
      async run() {
        ticks.push(performance.now());
      },
    };
    await Promise.all([jobs.workers([], { schedules: [every] }), jobs.workers([], { schedules: [every] })]);
    await until(async () => ticks.length >= 6, 15_000);
    const spans = ticks.slice(1).map((at, index) => at - (ticks[index] ?? 0));
    // Two schedules would tick twice as often; one late tick is followed by one sooner.
    expect(spans.reduce((sum, one) => sum + one, 0) / spans.length).toBeGreaterThan(220);
  });

  test("that fails is logged, and the next tick comes", async () => {
    let ticks = 0;
    const every = {
      name: "test.fails",
      everyMs: 200,
      async run() {
        ticks++;
        throw new Error("the sweep broke");
      },
    };
    await jobs.workers([], { schedules: [every] });
    await until(async () => ticks >= 3, 15_000);
    expect(jobs.platform.logged.some((line) => line.includes("the sweep broke"))).toBe(true);
  });

  test("comes back when the queue was wiped", async () => {
    let ticks = 0;
    const every = {
      name: "test.back",
      everyMs: 200,
      async run() {
        ticks++;
      },
    };
    await jobs.workers([], { schedules: [every], leaseMs: 1_000 });
    await until(async () => ticks >= 2, 15_000);
    await jobs.wipe();
    const wiped = ticks;
    await until(async () => ticks >= wiped + 3, 15_000);
  });

  test("is told to end when the process stops", async () => {
    let told = false;
    let began = false;
    const every = {
      name: "test.long",
      everyMs: 200,
      async run(signal: AbortSignal) {
        began = true;
        await sleep(20_000, undefined, { signal }).catch(() => {});
        told = true;
      },
    };
    const workers = await jobs.workers([], { schedules: [every] });
    await until(async () => began, 15_000);
    await workers.stop(3_000);
    expect(told).toBe(true);
  });
});
