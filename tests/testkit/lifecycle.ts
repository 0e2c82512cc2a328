import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { operatorRequest } from "@bulkhead/server/operator.ts";
import { closeTenant } from "@bulkhead/tenancy/src/domain/close-tenant.ts";
import { reopenTenant } from "@bulkhead/tenancy/src/domain/reopen-tenant.ts";
import { resumeTenant } from "@bulkhead/tenancy/src/domain/resume-tenant.ts";
import { suspendTenant } from "@bulkhead/tenancy/src/domain/suspend-tenant.ts";
import { tenantConfig } from "@bulkhead/tenancy/src/domain/tenant-config.ts";
import { updateTenantConfig } from "@bulkhead/tenancy/src/domain/update-tenant-config.ts";
import { queueDestructions } from "@bulkhead/tenancy/src/jobs/destroy-tenant-job.ts";
import type { SettingsChange } from "@bulkhead/tenancy/src/settings/change.ts";
import type { TestServer, TestTenant } from "./server.ts";
import { until } from "./until.ts";

/** What the operator does with a tenant, by the functions of the commands. */
export function operatorOf(
  { platform }: Pick<TestServer, "platform">,
  { tenantId, slug }: Pick<TestTenant, "tenantId" | "slug">,
) {
  const ctx = platform.rooms.tenancy.subgraph.context(operatorRequest(tryDecodeId("tenant", tenantId) ?? ""));
  return {
    suspend: (reason = "unpaid") => suspendTenant(ctx, { reason }),
    resume: () => resumeTenant(ctx),
    close: (graceDays = 0, reason = "end of contract") => closeTenant(ctx, { reason, confirmSlug: slug, graceDays }),
    reopen: () => reopenTenant(ctx, { confirmSlug: slug }),
    /** Changes settings, as one for whom no door is shut. */
    async set(change: SettingsChange): Promise<void> {
      const { version: expectedVersion } = await tenantConfig(ctx);
      await updateTenantConfig(ctx, { expectedVersion, reason: "test", ...change });
    },
  };
}

/** The certificate of a tenant that the operator closed without grace, once there is one. */
export async function destroyed(
  server: TestServer,
  tenant: Pick<TestTenant, "tenantId">,
  withinMs = 60_000,
): Promise<string> {
  const owner = tryDecodeId("tenant", tenant.tenantId);
  // By itself it would be found within ten seconds.
  await queueDestructions(server.databases.destroyer);
  let jws: string | null = null;
  await until(async () => {
    const { rows } = await server.databases.owner.pool.query<{ jws: string | null }>(
      "select jws from tenancy.closure_certificate where owner = $1",
      [owner],
    );
    jws = rows[0]?.jws ?? null;
    return jws !== null;
  }, withinMs);
  return jws ?? "";
}
