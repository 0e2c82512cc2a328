import { newUuid } from "@bulkhead/kernel/id.ts";
import { defineJob, type JobState } from "@bulkhead/kernel/job-kind.ts";
import { expect, test } from "vitest";
import { gate } from "../testkit/gate.ts";
import { steer } from "../testkit/steer-jobs.ts";
import { until } from "../testkit/until.ts";
import { onEachBackend } from "./backends.ts";
import { aborted, enqueue, jobOf, stands, written } from "./fixture.ts";

onEachBackend("an Admin", (jobs) => {
  test("cancels a waiting job: it never runs, and its kind tidies up behind it", async () => {
    let runs = 0;
    const given: { payload: object; state: JobState }[] = [];
    const kind = defineJob({
      name: "test.waiting",
      permissions: [],
      async run() {
        runs++;
        return "done";
      },
      async onGivenUp(_ctx, payload, state) {
        given.push({ payload, state });
      },
    });
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.waiting", payload: { n: 1 } });
    const workers = await jobs.workers([kind], { tenantStatus: async () => "SUSPENDED" });
    expect(await steer(platform, tenantId).cancel(id)).toMatchObject({ state: "CANCELLED", cancelRequested: true });
    await until(async () => given.length > 0);
    await workers.stop();
    const next = await enqueue(platform, tenantId, { kind: "test.waiting" });
    await jobs.workers([kind]);
    await stands(platform, tenantId, next.id, "SUCCEEDED");
    expect(runs).toBe(1);
    expect(given).toEqual([{ payload: { n: 1 }, state: "CANCELLED" }]);
    expect((await jobOf(platform, tenantId, id)).state).toBe("CANCELLED");
    const events = await written(platform, tenantId, id);
    expect(events.outbox.map(({ type }) => type)).toEqual(["job.created", "job.cancelled"]);
    expect(events.audit).toMatchObject([
      { action: "job.cancel", body: { detail: { kind: "test.waiting", state: "QUEUED" } } },
    ]);
  });

  test("cancels a running job in whichever process it runs: it is told within seconds", async () => {
    const began = gate();
    let told = 0;
    const kind = defineJob({
      name: "test.running",
      permissions: [],
      async run({ signal }) {
        began.open();
        await aborted(signal);
        told = performance.now();
        signal.throwIfAborted();
        return "done";
      },
    });
    await jobs.workers([kind]);
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.running" });
    await began.opened;
    const asked = performance.now();
    const answer = await steer(platform, tenantId).cancel(id);
    expect(answer).toMatchObject({ state: "RUNNING", cancelRequested: true });
    await stands(platform, tenantId, id, "CANCELLED", 10_000);
    // A quarter of the lease of 8 s, and room for a loaded machine.
    expect(told - asked).toBeLessThan(5_000);
    const { outbox } = await written(platform, tenantId, id);
    expect(outbox.map(({ type }) => type)).toEqual(["job.created", "job.cancelled", "job.finished"]);
  });

  test("cancels a job that does not heed its signal: it ends without it within the stated ten seconds", async () => {
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
    await jobs.workers([kind]);
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.deaf" });
    await began.opened;
    await steer(platform, tenantId).cancel(id);
    await stands(platform, tenantId, id, "CANCELLED", 10_000);
    letGo.open();
    expect(platform.logged.join()).toContain("did not heed its signal");
  });

  test("retries a dead letter, and its payload is still there", async () => {
    let works = false;
    const seen: object[] = [];
    const given: JobState[] = [];
    const kind = defineJob({
      name: "test.letter",
      permissions: [],
      maxAttempts: 1,
      async run(_ctx, payload) {
        if (!works) throw new Error("no");
        seen.push(payload);
        return "done";
      },
      async onGivenUp(_ctx, _payload, state) {
        given.push(state);
      },
    });
    await jobs.workers([kind]);
    const { platform } = jobs;
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.letter", payload: { n: 5 } });
    await stands(platform, tenantId, id, "FAILED");
    await until(async () => given.length > 0);
    works = true;
    expect(await steer(platform, tenantId).retry(id)).toMatchObject({ state: "QUEUED", attempts: 0, error: null });
    await stands(platform, tenantId, id, "SUCCEEDED");
    expect(seen).toEqual([{ n: 5 }]);
    expect(given).toEqual(["FAILED"]);
  });

  test("who suspends a tenant stops its jobs; they go on when it is resumed, at no attempt's cost", async () => {
    let status = "ACTIVE";
    const began = [gate(), gate()];
    let runs = 0;
    const kind = defineJob({
      name: "test.held",
      permissions: [],
      maxAttempts: 1,
      async run({ signal }) {
        began[runs++]?.open();
        if (runs > 1) return "done";
        await aborted(signal);
        signal.throwIfAborted();
        return "done";
      },
    });
    const { platform } = jobs;
    const workers = await jobs.workers([kind], { tenantStatus: async () => status, leaseMs: 1_000 });
    const tenantId = newUuid();
    const { id } = await enqueue(platform, tenantId, { kind: "test.held" });
    await began[0]?.opened;
    status = "SUSPENDED";
    await stands(platform, tenantId, id, "QUEUED");
    await workers.reconcile();
    expect(await jobOf(platform, tenantId, id)).toMatchObject({ state: "QUEUED", attempts: 0, dispatched_at: null });
    expect(runs).toBe(1);
    status = "ACTIVE";
    await stands(platform, tenantId, id, "SUCCEEDED");
    expect(runs).toBe(2);
  });

  test("what may run in a suspended tenant goes on there, beside what waits; in a closed one nothing does", async () => {
    let status = "SUSPENDED";
    const ran: string[] = [];
    const kindOf = (name: string, runsSuspended: boolean) =>
      defineJob({
        name,
        permissions: [],
        runsSuspended,
        async run() {
          ran.push(name);
          return "done";
        },
      });
    const kinds = [kindOf("test.waits", false), kindOf("test.leaves", true)];
    const { platform } = jobs;
    const workers = await jobs.workers(kinds, { tenantStatus: async () => status });
    const tenantId = newUuid();
    // More that wait than the tenant has places, so that they would keep the other one out if they took any.
    const waiting = [];
    for (let at = 0; at < 4; at++) waiting.push(await enqueue(platform, tenantId, { kind: "test.waits" }));
    const leaving = await enqueue(platform, tenantId, { kind: "test.leaves" });
    await stands(platform, tenantId, leaving.id, "SUCCEEDED");
    expect(ran).toEqual(["test.leaves"]);
    status = "CLOSED";
    const late = await enqueue(platform, tenantId, { kind: "test.leaves" });
    await workers.reconcile();
    expect(await jobOf(platform, tenantId, late.id)).toMatchObject({ state: "QUEUED", dispatched_at: null });
    status = "CLOSING";
    for (const { id } of [...waiting, late]) await stands(platform, tenantId, id, "SUCCEEDED");
  });
});
