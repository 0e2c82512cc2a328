import { newUuid } from "@bulkhead/kernel/id.ts";
import { defineJob } from "@bulkhead/kernel/job-kind.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { Queue } from "bullmq";
import { expect, test } from "vitest";
import { until } from "../testkit/until.ts";
import { type Jobs, onEachBackend } from "./backends.ts";
import { enqueue, jobOf, stands } from "./fixture.ts";

/** Puts notes into the queue behind everybody's back. */
async function forge({ platform, redisUrl }: Jobs, notes: readonly unknown[]): Promise<void> {
  const { url, secret, log } = platform;
  const backend = openQueueBackend({ url, secret, redisUrl, concurrency: 1, log });
  const queue = new Queue("jobs", { ...backend.consumer }, backend.factory);
  for (const note of notes) await queue.add("jobs", note, { removeOnComplete: true });
  await queue.close();
  await backend.close();
}

onEachBackend("a note that nobody of us wrote", (jobs) => {
  test("of another tenant's job, of no job, of an old turn, or of nothing at all is dropped and logged", async () => {
    const { platform } = jobs;
    const [mine, theirs] = [newUuid(), newUuid()];
    const ran: string[] = [];
    const kind = defineJob({
      name: "test.real",
      permissions: [],
      async run({ tenantId, jobId }) {
        ran.push(`${tenantId} ${jobId}`);
        return "done";
      },
    });
    const later = "2999-01-01T00:00:00Z";
    const waiting = await enqueue(platform, mine, { kind: "test.real", runAfter: later });
    await jobs.workers([kind]);
    const before = await jobOf(platform, mine, waiting.id);
    await forge(jobs, [
      { tenantId: theirs, jobId: waiting.id, fence: 0 },
      { tenantId: mine, jobId: newUuid(), fence: 0 },
      { tenantId: mine, jobId: waiting.id, fence: 41 },
      // Its time has not come and the ledger has dispatched it to nobody: asking is not enough.
      { tenantId: mine, jobId: waiting.id, fence: 0 },
      { tenantId: "x' or true --", jobId: waiting.id, fence: 0 },
      { tenantId: mine, jobId: waiting.id, fence: 1e300 },
      "text",
      null,
      [1, 2],
    ]);
    const dropped = () => platform.logged.filter((line) => line.includes("dropped")).length;
    await until(async () => dropped() >= 9, 10_000);
    expect(await jobOf(platform, mine, waiting.id)).toEqual(before);
    expect(ran).toEqual([]);
    const real = await enqueue(platform, mine, { kind: "test.real" });
    await stands(platform, mine, real.id, "SUCCEEDED");
    expect(ran).toEqual([`${mine} ${real.id}`]);
  });

  test("does no harm twice: a job's note repeated runs it once", async () => {
    const { platform } = jobs;
    let runs = 0;
    const kind = defineJob({
      name: "test.repeat",
      permissions: [],
      async run() {
        runs++;
        return "done";
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.repeat" });
    await forge(jobs, Array(5).fill({ tenantId, jobId: id, fence: 0 }));
    await stands(platform, tenantId, id, "SUCCEEDED");
    await forge(jobs, [
      { tenantId, jobId: id, fence: 0 },
      { tenantId, jobId: id, fence: 1 },
    ]);
    await until(async () => platform.logged.filter((line) => line.includes("too late")).length >= 2, 10_000);
    expect(runs).toBe(1);
  });

  test("of a kind this process does not know is left to one that does", async () => {
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.new" });
    await jobs.workers([]);
    await until(async () => platform.logged.some((line) => line.includes("does not know")));
    await until(async () => (await jobOf(platform, tenantId, id)).dispatched_at === null);
    expect(await jobOf(platform, tenantId, id)).toMatchObject({ state: "QUEUED", attempts: 0 });
  });
});
