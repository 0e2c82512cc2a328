import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import type { SettingsChange } from "../settings/change.ts";
import { makeVersion, type VersionMade } from "../settings/new-version.ts";
import { sealSecrets } from "../settings/secrets.ts";

export type UpdateTenantConfigInput = SettingsChange & {
  expectedVersion: number;
  reason: string;
  dryRun?: boolean | null | undefined;
};

/** Adds the next version of the tenant's settings, with what is named changed. */
export async function updateTenantConfig(ctx: TenancyContext, input: UpdateTenantConfigInput): Promise<VersionMade> {
  const tenantId = authorize(ctx, "tenant-config:update");
  requireFresh(ctx, "updateTenantConfig");
  const { expectedVersion, reason, dryRun, ...change } = input;
  const isDryRun = dryRun === true;
  return makeVersion(ctx, tenantId, {
    expectedVersion,
    reason,
    isDryRun,
    changeOf: () => change,
    secrets: isDryRun ? new Map() : await sealSecrets(ctx.envelope, tenantId, change),
    type: "tenant-config.updated",
    action: "tenant-config.update",
    rolledBackTo: null,
  });
}
