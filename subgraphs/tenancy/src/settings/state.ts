import type { Statement } from "@bulkhead/kernel/database.ts";
import { readDocument, type SettingsDocument } from "./document.ts";
import type { Above } from "./layers.ts";
import type { OperatorSettings } from "./operator-settings.ts";
import { readPlanSettings } from "./plan-settings.ts";

/** What decides a tenant's settings: its own document, and whose words count beside it. */
export interface SettingsState {
  /** 0 before the tenant has set anything. */
  version: number;
  updatedAt: string | null;
  document: SettingsDocument;
  above: Above;
}

export interface SettingsRow {
  version: number | null;
  settings: object | null;
  created_at: string | null;
  plan: object | null;
  region: string;
}

export function selectSettings(tenantId: string): Statement {
  return {
    name: "tenant_settings",
    text: `select version, settings, setting.created_at, region,
             (select settings from tenancy.plan where plan.name = tenant.plan order by version desc limit 1) as plan
           from tenancy.tenant
           left join lateral (
             select version, settings, created_at from tenancy.tenant_setting
             where tenant_id = $1 order by version desc limit 1
           ) as setting on true
           where tenant_id = $1`,
    values: [tenantId],
  };
}

export function toState(row: SettingsRow | undefined, { defaults }: OperatorSettings): SettingsState {
  const { version = null, settings = null, created_at = null, plan = null, region = "default" } = row ?? {};
  const above = { plan: readPlanSettings(plan), operator: defaults, region };
  return { version: version ?? 0, updatedAt: created_at, document: readDocument(settings), above };
}
