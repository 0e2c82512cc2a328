import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type SettingsRow, selectSettings, toState } from "../settings/state.ts";
import { type TenantConfig, toTenantConfig } from "../settings/tenant-config.ts";

/** What holds in the caller's tenant, and who said so. */
export async function tenantConfig(ctx: TenancyContext): Promise<TenantConfig> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const [row] = await readAsTenant<SettingsRow>(ctx.db, tenantId, selectSettings(tenantId));
  return toTenantConfig(toState(row, ctx.operator));
}
