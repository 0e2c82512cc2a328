import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { defineJob, type StopReason } from "@bulkhead/kernel/job-kind.ts";
import { afterEach, expect, test } from "vitest";
import { gate } from "../testkit/gate.ts";
import { type Running, run } from "../testkit/process.ts";
import { until } from "../testkit/until.ts";
import { dropConnections, type Jobs, onEachBackend } from "./backends.ts";
import { aborted, enqueue, jobOf, stands, written } from "./fixture.ts";

const children: Running[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.signalGroup("SIGKILL");
    await child.ended;
  }
});

async function workerProcess({ platform, redisUrl }: Jobs, leaseMs: number): Promise<Running> {
  const program = path.join(import.meta.dirname, "worker-process.ts");
  const argv = [program, platform.url, platform.secret, String(leaseMs), ...(redisUrl ? [redisUrl] : [])];
  const child = run(process.execPath, argv, process.env as Record<string, string>);
  children.push(child);
  await child.printed("ready");
  return child;
}

/** A storm of small jobs of several tenants; every one must have ended once. */
async function storm(jobs: Jobs, disturb: () => Promise<void>): Promise<void> {
  const { platform } = jobs;
  let runs = 0;
  const kind = defineJob({
    name: "test.small",
    permissions: [],
    async run() {
      await sleep(15);
      runs++;
      return "done";
    },
  });
  await jobs.workers([kind], { leaseMs: 2_000 });
  const tenants = Array.from({ length: 4 }, () => newUuid());
  const made: [string, string][] = [];
  for (let n = 0; n < 15; n++)
    for (const tenantId of tenants)
      made.push([tenantId, (await enqueue(platform, tenantId, { kind: "test.small" })).id]);
  await until(async () => runs > 5, 20_000);
  await disturb();
  const before = runs;
  expect(before).toBeLessThan(made.length);
  for (const [tenantId, id] of made) {
    await stands(platform, tenantId, id, "SUCCEEDED", 40_000);
    const { outbox, audit } = await written(platform, tenantId, id);
    expect(outbox.map(({ type }) => type)).toEqual(["job.created", "job.finished"]);
    expect(audit.map(({ action }) => action)).toEqual(["job.finish"]);
  }
}

onEachBackend("nothing is lost", (jobs) => {
  test("when a worker is killed with -9: its job goes on elsewhere within 15 s", async () => {
    const { platform } = jobs;
    const victim = await workerProcess(jobs, 8_000);
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.hangs" });
    await victim.printed("began");
    let attempt = 0;
    const kind = defineJob({
      name: "test.hangs",
      permissions: [],
      async run(ctx) {
        attempt = ctx.attempt;
        return "done";
      },
    });
    await jobs.workers([kind]);
    const killed = performance.now();
    victim.signalGroup("SIGKILL");
    await stands(platform, tenantId, id, "SUCCEEDED", 20_000);
    const took = performance.now() - killed;
    console.log(`taken over ${Math.round(took)} ms after kill -9`);
    expect(took).toBeLessThan(15_000);
    expect(attempt).toBe(2);
  }, 60_000);

  test("but a job that kills every worker is given up", async () => {
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.kills" });
    for (let n = 1; n <= 2; n++) {
      const victim = await workerProcess(jobs, 1_500);
      await victim.ended;
      expect(victim.output()).toContain("began");
    }
    await jobs.workers([], { leaseMs: 1_500 });
    expect(await stands(platform, tenantId, id, "FAILED")).toMatchObject({ error_code: "WORKER_LOST", attempts: 2 });
  }, 60_000);

  test("when the queue is wiped in mid-flight", async () => {
    await storm(jobs, async () => {
      await jobs.wipe();
      await sleep(100);
      await jobs.wipe();
    });
  }, 60_000);

  test("when the queue's server restarts", async () => {
    await storm(jobs, () => jobs.restart());
  }, 60_000);

  test("when the database drops the workers' connections, again and again", async () => {
    await storm(jobs, async () => {
      for (let n = 0; n < 3; n++) {
        await dropConnections(jobs.platform, "bulkhead_worker");
        await dropConnections(jobs.platform, "bulkhead_queue");
        await sleep(50);
      }
    });
  }, 60_000);

  test("when the relay never tells of a job: the ledger is found all the same", async () => {
    const kind = defineJob({ name: "test.untold", permissions: [], run: async () => "done" });
    await jobs.workers([kind], { deaf: true, leaseMs: 1_000 });
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.untold" });
    await stands(jobs.platform, tenantId, id, "SUCCEEDED");
  });

  test("when a process drains: its job stops, costs no attempt, and goes on in another", async () => {
    const { platform } = jobs;
    const began = gate();
    const reasons: StopReason[] = [];
    let runs = 0;
    const kind = defineJob({
      name: "test.drained",
      permissions: [],
      maxAttempts: 1,
      async run({ signal }) {
        if (++runs > 1) return "done";
        began.open();
        await aborted(signal);
        reasons.push(signal.reason as StopReason);
        throw signal.reason;
      },
    });
    const first = await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.drained" });
    await began.opened;
    const begun = performance.now();
    await first.stop(5_000);
    expect(performance.now() - begun).toBeLessThan(4_000);
    expect(reasons).toEqual(["draining"]);
    expect(await jobOf(platform, tenantId, id)).toMatchObject({ state: "QUEUED", attempts: 0 });
    await jobs.workers([kind]);
    await stands(platform, tenantId, id, "SUCCEEDED");
  });

  test("when a job ignores that its process drains: stopping takes no longer than the grace", async () => {
    const began = gate();
    const letGo = gate();
    const kind = defineJob({
      name: "test.deaf",
      permissions: [],
      async run() {
        began.open();
        await letGo.opened;
        return "done";
      },
    });
    const workers = await jobs.workers([kind]);
    await enqueue(jobs.platform, newUuid(), { kind: "test.deaf" });
    await began.opened;
    const begun = performance.now();
    await workers.stop(500);
    expect(performance.now() - begun).toBeLessThan(3_000);
    letGo.open();
  });

  test("and a worker that lost its job to another writes nothing about it any more", async () => {
    const { platform } = jobs;
    const began = gate();
    const letGo = gate();
    let reason: unknown;
    const kind = defineJob({
      name: "test.lost",
      permissions: [],
      async run({ signal }) {
        began.open();
        await aborted(signal);
        reason = signal.reason;
        await letGo.opened;
        return "done";
      },
    });
    await jobs.workers([kind], { leaseMs: 1_000 });
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.lost" });
    await began.opened;
    // As another worker's claim does.
    await platform.databases.owner.pool.query(
      "update platform.job set fence = fence + 1, lease_until = now() + interval '1 hour' where id = $1",
      [id],
    );
    await until(async () => reason === "lost");
    letGo.open();
    await until(async () => platform.logged.some((line) => line.includes("in other hands")));
    expect(await jobOf(platform, tenantId, id)).toMatchObject({ state: "RUNNING", fence: 2 });
    const { outbox, audit } = await written(platform, tenantId, id);
    expect(outbox.map(({ type }) => type)).toEqual(["job.created"]);
    expect(audit).toEqual([]);
  });
});
