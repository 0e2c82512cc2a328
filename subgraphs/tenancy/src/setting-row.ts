import type { Statement } from "@bulkhead/kernel/database.ts";
import { DEFAULT_DOCUMENT, documentOf, type SettingsDocument } from "./settings.ts";

/** The version that holds, as it is stored. */
export interface SettingRow {
  version: number;
  settings: object;
  created_at: string;
}

/** A tenant's settings and which version they are; 0 before anybody has set anything. */
export interface TenantConfig extends SettingsDocument {
  version: number;
  updatedAt: string | null;
}

export function selectSetting(tenantId: string): Statement {
  return {
    name: "tenant_setting",
    text: `select version, settings, created_at from tenancy.tenant_setting
           where tenant_id = $1 order by version desc limit 1`,
    values: [tenantId],
  };
}

export function toTenantConfig(row: SettingRow | undefined): TenantConfig {
  if (!row) return { ...DEFAULT_DOCUMENT, version: 0, updatedAt: null };
  return { ...documentOf(row.settings), version: row.version, updatedAt: row.created_at };
}
