import { setTimeout as sleep } from "node:timers/promises";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { defineJob } from "@bulkhead/kernel/job-kind.ts";
import { expect, test } from "vitest";
import { gate } from "../testkit/gate.ts";
import { until } from "../testkit/until.ts";
import { onEachBackend } from "./backends.ts";
import { enqueue, ledger, stands } from "./fixture.ts";

onEachBackend("tenants share the workers", (jobs) => {
  test("ten thousand jobs of one delay another's first by a turn or two", async () => {
    const { platform } = jobs;
    const [busy, quiet] = [newUuid(), newUuid()];
    const order: string[] = [];
    const kind = defineJob({
      name: "test.share",
      permissions: [],
      async run({ tenantId }) {
        await sleep(20);
        order.push(tenantId);
        return "done";
      },
    });
    await platform.databases.owner.pool.query(
      `with job as (
         insert into platform.job (tenant_id, id, kind, requested_by, request_id)
         select $1, gen_random_uuid(), 'test.share', 'platform', 'req_test' from generate_series(1, 10000)
         returning tenant_id, id)
       insert into platform.job_payload select tenant_id, id, '{}' from job`,
      [busy],
    );
    await jobs.workers([kind], { concurrency: 1, perTenant: 2 });
    await until(async () => order.length >= 3, 20_000);
    const { id } = await enqueue(platform, quiet, { kind: "test.share" });
    const committed = order.length;
    await stands(platform, quiet, id, "SUCCEEDED");
    // One running, two in the queue before it, and those done while the news was on its way.
    expect(order.indexOf(quiet) - committed).toBeLessThan(20);
    const waiting = (await ledger(platform, busy)).filter(({ state }) => state === "QUEUED");
    expect(waiting.length).toBeGreaterThan(9_000);
    expect(waiting.filter(({ dispatched_at }) => dispatched_at !== null).length).toBeLessThanOrEqual(2);
  });

  test("each has its turn: no tenant's second job before every tenant's first", async () => {
    const { platform } = jobs;
    const tenants = Array.from({ length: 5 }, () => newUuid());
    const order: string[] = [];
    const everybodyWaits = gate();
    const kind = defineJob({
      name: "test.turn",
      permissions: [],
      async run({ tenantId }) {
        await everybodyWaits.opened;
        order.push(tenantId);
        return "done";
      },
    });
    for (const tenantId of tenants)
      for (let n = 0; n < 3; n++) await enqueue(platform, tenantId, { kind: "test.turn" });
    const workers = await jobs.workers([kind], { concurrency: 1, perTenant: 1, deaf: true });
    await until(async () => (await workers.waiting()) === tenants.length - 1, 20_000);
    everybodyWaits.open();
    await until(async () => order.length === 15, 20_000);
    for (const tenantId of tenants) {
      const [, second = 0, third = 0] = order.flatMap((one, at) => (one === tenantId ? [at] : []));
      expect(new Set(order.slice(0, second)).size).toBeGreaterThanOrEqual(4);
      expect(third - second).toBeGreaterThanOrEqual(4);
    }
  });

  test("two processes do each job once", async () => {
    const { platform } = jobs;
    const tenants = Array.from({ length: 6 }, () => newUuid());
    const runs = new Map<string, number>();
    const kind = defineJob({
      name: "test.once",
      permissions: [],
      async run({ jobId }) {
        runs.set(jobId, (runs.get(jobId) ?? 0) + 1);
        await sleep(5);
        return "done";
      },
    });
    await Promise.all([jobs.workers([kind]), jobs.workers([kind])]);
    const made: [string, string][] = [];
    for (let n = 0; n < 10; n++)
      for (const tenantId of tenants)
        made.push([tenantId, (await enqueue(platform, tenantId, { kind: "test.once" })).id]);
    for (const [tenantId, id] of made) await stands(platform, tenantId, id, "SUCCEEDED", 20_000);
    expect(runs.size).toBe(60);
    expect([...runs.values()].filter((count) => count !== 1)).toEqual([]);
  });
});
