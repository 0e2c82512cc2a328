import { type Database, flushAsTenant, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { defineJob, type JobKind } from "@bulkhead/kernel/job-kind.ts";
import type { Schedule } from "@bulkhead/kernel/job-schedule.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import { deleteEverything, tablesLeft } from "../closing/delete-rows.ts";
import type { DestructionDeps } from "../closing/destruction-context.ts";
import { destroyTenant } from "../domain/destroy-tenant.ts";

const NAME = "tenancy.destroy-tenant";

interface Payload {
  /** uuid of the tenant that is closed; the job itself is the installation's, and outlives it. */
  tenantId: string;
}

/** It must not be given up: whatever was in its way, the tenant was promised that it would be done. */
const PATIENCE = { maxAttempts: 100_000, backoffMs: 1_000, timeoutMs: 5 * 60_000 };

/** Destroys one tenant, a few seconds at a time. */
export function createDestroyTenantJob(deps: DestructionDeps, sliceMs = 5_000): JobKind {
  return defineJob<Payload>({
    name: NAME,
    permissions: [],
    ...PATIENCE,
    sliceMs,
    run: ({ requestId, isOver }, { tenantId }) =>
      destroyTenant({ ...deps, principal: platformPrincipal(tenantId), requestId, clientAddress: null }, isOver),
  });
}

/** How often somebody looks for tenants whose day has come. */
const EVERY_MS = 10_000;

/** Asks for a job for each tenant whose day has come, and looks after those that were closed lately. */
export function closingSchedule(deps: DestructionDeps, everyMs = EVERY_MS): Schedule {
  return {
    name: "tenants.close",
    everyMs,
    async run(signal) {
      await queueDestructions(deps.destroyer);
      for (const tenantId of await closedLately(deps.destroyer)) {
        signal.throwIfAborted();
        if ((await tablesLeft(deps, tenantId)).length > 0) await deleteEverything(deps, tenantId, () => signal.aborted);
      }
    },
  };
}

/** One job per tenant and day: a tenant that was reopened and closes again later has another. */
export async function queueDestructions(destroyer: Database): Promise<number> {
  const due = await queryOutsideTenants<{ tenant_id: string; closes_at: string }>(destroyer, {
    name: "tenants_due",
    text: `select tenant_id, closes_at from tenancy.tenant t where closes_at <= now() and not exists (
             select from tenancy.closure_certificate c where c.owner = t.tenant_id and c.jws is not null) limit 100`,
  });
  for (const { tenant_id: tenantId, closes_at } of due) {
    const requestId = encodeId("request", newUuid());
    const ctx = { principal: platformPrincipal(INSTALLATION_ID), requestId, clientAddress: null };
    const payload: Payload = { tenantId };
    await flushAsTenant(destroyer, INSTALLATION_ID, [
      enqueueJob(ctx, INSTALLATION_ID, { kind: NAME, key: `${tenantId} ${closes_at}`, payload }),
    ]);
  }
  return due.length;
}

/** A refusal waits in a gateway's memory for minutes at most, and then comes into the log of a tenant that is no more. */
async function closedLately(destroyer: Database): Promise<string[]> {
  const rows = await queryOutsideTenants<{ owner: string }>(destroyer, {
    name: "tenants_closed_lately",
    text: "select owner from tenancy.closure_certificate where issued_at > now() - interval '1 hour' limit 1000",
  });
  return rows.map(({ owner }) => owner);
}
