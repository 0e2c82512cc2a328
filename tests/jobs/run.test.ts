import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { defineJob, type JobContext } from "@bulkhead/kernel/job-kind.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { expect, test } from "vitest";
import { gate } from "../testkit/gate.ts";
import { until } from "../testkit/until.ts";
import { onEachBackend } from "./backends.ts";
import { aborted, enqueue, jobOf, ledger, stands, written } from "./fixture.ts";

onEachBackend("a job", (jobs) => {
  test("is picked up once its transaction has committed, and runs as the platform in its tenant under its request", async () => {
    const seen: { ctx: JobContext; payload: object }[] = [];
    const kind = defineJob({
      name: "test.once",
      permissions: ["record:read"],
      async run(ctx, payload) {
        seen.push({ ctx, payload });
        return "done";
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id, created } = await enqueue(jobs.platform, tenantId, { kind: "test.once", payload: { n: 7 } });
    expect(created).toBe(true);
    await stands(jobs.platform, tenantId, id, "SUCCEEDED");
    expect(seen).toHaveLength(1);
    const { ctx, payload } = seen[0] as (typeof seen)[0];
    expect(payload).toEqual({ n: 7 });
    expect(ctx).toMatchObject({ tenantId, jobId: id, attempt: 1, isLastAttempt: false });
    expect(ctx.principal).toMatchObject({ kind: "platform", tenantId });
    expect([...ctx.principal.permissions]).toEqual(["record:read"]);
    const events = await written(jobs.platform, tenantId, id);
    expect(events.outbox).toEqual([
      { type: "job.created", payload: { kind: "test.once" } },
      { type: "job.finished", payload: { kind: "test.once", state: "SUCCEEDED" } },
    ]);
    expect(events.audit).toMatchObject([{ action: "job.finish", actor_id: "platform" }]);
    expect(events.audit[0]?.body.requestId).toBe(ctx.requestId);
  });

  test("is refused what its kind may not do, and sees its own tenant's rows only", async () => {
    const { platform } = jobs;
    const [mine, theirs] = [newUuid(), newUuid()];
    const found: unknown[] = [];
    const kind = defineJob({
      name: "test.guarded",
      permissions: ["record:read"],
      maxAttempts: 1,
      async run(ctx) {
        const tenantId = authorize(ctx, "record:read");
        const { audit } = platform.databases;
        // No predicate on purpose: row-level security must hold alone.
        found.push(...(await readAsTenant(audit, tenantId, { text: "select tenant_id from platform.job" })));
        authorize(ctx, "record:create");
        return "done";
      },
    });
    await enqueue(platform, theirs, { kind: "test.nobody" });
    await jobs.workers([kind]);
    const { id } = await enqueue(platform, mine, { kind: "test.guarded" });
    const job = await stands(platform, mine, id, "FAILED");
    expect(found).toEqual([{ tenant_id: mine }]);
    expect(job).toMatchObject({ error_code: "FORBIDDEN", attempts: 1 });
  });

  test("is tried again with growing waits, and ends well when an attempt does", async () => {
    const attempts: { at: number; attempt: number }[] = [];
    const kind = defineJob({
      name: "test.flaky",
      permissions: [],
      backoffMs: 100,
      async run({ attempt }) {
        attempts.push({ at: performance.now(), attempt });
        if (attempts.length < 4) throw new Error("not yet");
        return "done";
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.flaky" });
    const job = await stands(jobs.platform, tenantId, id, "SUCCEEDED");
    expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    // At least half of 100, 200 and 400 ms: the other half is jitter.
    const waits = attempts.slice(1).map(({ at }, index) => at - (attempts[index]?.at ?? 0));
    for (const [index, least] of [50, 100, 200].entries()) expect(waits[index]).toBeGreaterThan(least);
    expect(job).toMatchObject({ error_code: null, error_message: null });
  });

  test("that always throws ends as a dead letter with a reason that tells nothing of the fault", async () => {
    const kind = defineJob({
      name: "test.poison",
      permissions: [],
      backoffMs: 10,
      maxAttempts: 3,
      async run() {
        throw new Error("the password is swordfish");
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.poison" });
    const job = await stands(jobs.platform, tenantId, id, "FAILED");
    expect(job).toMatchObject({ attempts: 3, error_code: "INTERNAL_SERVER_ERROR" });
    expect(job.error_message).toMatch(/request id req_[0-9a-z]{26}\.$/);
    expect(job.error_message).not.toContain("swordfish");
    const { outbox } = await written(jobs.platform, tenantId, id);
    expect(outbox.map(({ type }) => type)).toEqual(["job.created", "job.finished"]);
  });

  test("shows the public sentence of a fault that is meant to be read", async () => {
    const kind = defineJob({
      name: "test.refused",
      permissions: [],
      maxAttempts: 1,
      async run() {
        throw new AppError("CONFLICT", "There is one already.", { detail: "not this" });
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.refused" });
    const job = await stands(jobs.platform, tenantId, id, "FAILED");
    expect(job).toMatchObject({ error_code: "CONFLICT", error_message: "There is one already." });
  });

  test("that takes longer than its kind allows is stopped and tried again, then given up", async () => {
    let signals = 0;
    const kind = defineJob({
      name: "test.slow",
      permissions: [],
      backoffMs: 10,
      maxAttempts: 2,
      timeoutMs: 200,
      async run({ signal }) {
        await aborted(signal);
        signals++;
        signal.throwIfAborted();
        return "done";
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.slow" });
    const job = await stands(jobs.platform, tenantId, id, "FAILED");
    expect(job).toMatchObject({ error_code: "JOB_TIMEOUT", attempts: 2 });
    expect(signals).toBe(2);
  });

  test("asked for twice under one key is one job; the key counts per kind and per tenant", async () => {
    let runs = 0;
    const run = async () => {
      runs++;
      return "done" as const;
    };
    const kinds = ["test.a", "test.b"].map((name) => defineJob({ name, permissions: [], run }));
    const { platform } = jobs;
    const [mine, theirs] = [newUuid(), newUuid()];
    const first = await enqueue(platform, mine, { kind: "test.a", key: "k" });
    const again = await Promise.all([1, 2, 3].map(() => enqueue(platform, mine, { kind: "test.a", key: "k" })));
    expect(again).toEqual(again.map(() => ({ id: first.id, created: false })));
    const otherKind = await enqueue(platform, mine, { kind: "test.b", key: "k" });
    const otherTenant = await enqueue(platform, theirs, { kind: "test.a", key: "k" });
    expect([otherKind.created, otherTenant.created]).toEqual([true, true]);
    await jobs.workers(kinds);
    await stands(platform, mine, otherKind.id, "SUCCEEDED");
    await stands(platform, theirs, otherTenant.id, "SUCCEEDED");
    await stands(platform, mine, first.id, "SUCCEEDED");
    expect((await enqueue(platform, mine, { kind: "test.a", key: "k" })).created).toBe(false);
    expect(runs).toBe(3);
    const { outbox } = await written(platform, mine, first.id);
    expect(outbox.map(({ type }) => type)).toEqual(["job.created", "job.finished"]);
  });

  test("asked for in a transaction that rolls back never was", async () => {
    const { platform } = jobs;
    const tenantId = newUuid();
    const broken = enqueue(platform, tenantId, { kind: "test.a", key: "x".repeat(201) });
    await expect(broken).rejects.toThrow("check constraint");
    expect(await ledger(platform, tenantId)).toEqual([]);
  });

  test("asked for later does not begin before", async () => {
    let ranAt = 0;
    const kind = defineJob({
      name: "test.later",
      permissions: [],
      async run() {
        ranAt = Date.now();
        return "done";
      },
    });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const runAfter = Date.now() + 700;
    const { id } = await enqueue(jobs.platform, tenantId, {
      kind: "test.later",
      runAfter: new Date(runAfter).toISOString(),
    });
    await stands(jobs.platform, tenantId, id, "SUCCEEDED");
    expect(ranAt).toBeGreaterThanOrEqual(runAfter);
    expect(ranAt).toBeLessThan(runAfter + 2_000);
  });

  test("tells how far it is while it runs", async () => {
    const go = gate();
    const kind = defineJob({
      name: "test.steps",
      permissions: [],
      async run({ progress }) {
        progress(0.25);
        await go.opened;
        return "done";
      },
    });
    await jobs.workers([kind], { leaseMs: 1_000 });
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.steps" });
    await until(async () => (await jobOf(jobs.platform, tenantId, id)).progress === 0.25);
    expect((await jobOf(jobs.platform, tenantId, id)).state).toBe("RUNNING");
    go.open();
    expect((await stands(jobs.platform, tenantId, id, "SUCCEEDED")).progress).toBe(1);
  });

  test("that answers again goes on from where it is, behind its tenant's other jobs, and its attempts start anew", async () => {
    const order: string[] = [];
    let turns = 0;
    const long = defineJob({
      name: "test.long",
      permissions: [],
      async run({ attempt }) {
        order.push(`long ${attempt}`);
        return ++turns < 3 ? "again" : "done";
      },
    });
    const short = defineJob({
      name: "test.short",
      permissions: [],
      async run() {
        order.push("short");
        return "done";
      },
    });
    const tenantId = newUuid();
    const first = await enqueue(jobs.platform, tenantId, { kind: "test.long" });
    await enqueue(jobs.platform, tenantId, { kind: "test.short" });
    await jobs.workers([long, short], { concurrency: 1, perTenant: 1 });
    await stands(jobs.platform, tenantId, first.id, "SUCCEEDED");
    expect(order).toEqual(["long 1", "short", "long 1", "long 1"]);
  });

  test("keeps no payload once it has succeeded", async () => {
    const kind = defineJob({ name: "test.gone", permissions: [], run: async () => "done" });
    await jobs.workers([kind]);
    const tenantId = newUuid();
    const { id } = await enqueue(jobs.platform, tenantId, { kind: "test.gone", payload: { secret: "x" } });
    await stands(jobs.platform, tenantId, id, "SUCCEEDED");
    const left = "select from platform.job_payload where tenant_id = $1";
    expect((await jobs.platform.databases.owner.pool.query(left, [tenantId])).rowCount).toBe(0);
  });
});
