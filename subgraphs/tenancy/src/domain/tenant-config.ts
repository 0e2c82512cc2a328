import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type SettingRow, selectSetting, type TenantConfig, toTenantConfig } from "../setting-row.ts";

/** What the caller's tenant has set for itself. */
export async function tenantConfig(ctx: TenancyContext): Promise<TenantConfig> {
  const tenantId = authorize(ctx, "tenant-config:read");
  const [row] = await readAsTenant<SettingRow>(ctx.db, tenantId, selectSetting(tenantId));
  return toTenantConfig(row);
}
