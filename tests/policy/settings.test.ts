import { operatorRequest } from "@bulkhead/server/operator.ts";
import { tenantConfig } from "@bulkhead/tenancy/src/domain/tenant-config.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../testkit/until.ts";
import { type Instance, type Instances, openInstances } from "./instances.ts";

let instances: Instances;
let all: Instance[];
beforeAll(async () => {
  instances = await openInstances();
  // One after the other: three that start at once take longer to connect than a busy machine lets them.
  all = [await instances.open(), await instances.open(), await instances.open()];
}, 60_000);
afterAll(() => instances.stop());

const ROUNDS = 8;
const WITHIN_MS = 1_000;

test("a setting acts on every instance within a second, in its policy and in how it looks", async () => {
  const [first] = all as [Instance];
  const { tenantId } = await instances.tenant(first);
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { tenancy } = (all[round % all.length] as Instance).platform.rooms;
    const ctx = tenancy.subgraph.context(operatorRequest(tenantId));
    const { version: expectedVersion } = await tenantConfig(ctx);
    const wanted = { mfa: round % 2 === 0 ? "REQUIRED" : "OFF", displayName: `Name ${round}` } as const;
    // What each instance holds is the version before, so that it must hear of this one.
    for (const { platform } of all)
      await Promise.all([platform.rooms.tenancy.policyOf(tenantId), platform.rooms.tenancy.brandOf(tenantId)]);
    const began = performance.now();
    await updateTenantConfig(ctx, {
      expectedVersion,
      reason: "test",
      security: { mfa: wanted.mfa },
      branding: { displayName: wanted.displayName },
    });
    await Promise.all(
      all.map(async ({ platform }) => {
        const { policyOf, brandOf } = platform.rooms.tenancy;
        await until(async () => (await policyOf(tenantId))?.settings.mfa === wanted.mfa, 10_000);
        await until(async () => (await brandOf(tenantId))?.name === wanted.displayName, 10_000);
      }),
    );
    // The slowest instance: whatever holds one round up holds all of them up.
    took.push(performance.now() - began);
  }
  const slowest = took.toSorted((a, b) => a - b);
  console.log(
    `changed setting: p50 ${Math.round(slowest[slowest.length / 2] ?? 0)} ms, most ${Math.round(slowest.at(-1) ?? 0)} ms`,
  );
  expect(slowest.at(-2)).toBeLessThan(WITHIN_MS);
}, 60_000);
