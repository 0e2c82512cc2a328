import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { DEFAULT_SETTINGS, type TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import { findRole } from "./roles.ts";
import { documentOf, pushedSettings } from "./settings.ts";

/** What the edge must know of a tenant before it lets anybody of it act. */
export interface TenantPolicy {
  status: "ACTIVE" | "SUSPENDED";
  /** What a role allows; undefined when the tenant has no such role. The same set object each time. */
  permissionsOf(role: string): ReadonlySet<Permission> | undefined;
  settings: TenantSettings;
}

/** Whether an event may have changed a policy. By family, as in kernel/policy-feed.ts. */
export function changesPolicy(type: string): boolean {
  return /^(tenant|tenant-config|role)\./.test(type);
}

const permissionsOf = (role: string) => findRole(role)?.permissions;

/**
 * Shared by all tenants of a status that set nothing, since roles are code: an object each would be a hundred thousand
 * equal ones. A tenant with settings of its own costs two small objects more.
 */
const POLICIES: Readonly<Record<TenantPolicy["status"], TenantPolicy>> = {
  ACTIVE: { status: "ACTIVE", permissionsOf, settings: DEFAULT_SETTINGS },
  SUSPENDED: { status: "SUSPENDED", permissionsOf, settings: DEFAULT_SETTINGS },
};

interface PolicyRow {
  status: TenantPolicy["status"];
  settings: object | null;
}

/** Reads the policy from the table; undefined when there is no such tenant. What pages show of a tenant is not read. */
export async function loadPolicy(db: Database, tenantId: string): Promise<TenantPolicy | undefined> {
  const [row] = await readAsTenant<PolicyRow>(db, tenantId, {
    name: "tenant_policy",
    text: `select status, settings - array['displayName', 'logo'] as settings
           from tenancy.tenant left join tenancy.tenant_setting using (tenant_id)
           where tenant_id = $1 order by version desc nulls last limit 1`,
    values: [tenantId],
  });
  if (!row) return undefined;
  const settings = pushedSettings(documentOf(row.settings));
  return settings === DEFAULT_SETTINGS ? POLICIES[row.status] : { ...POLICIES[row.status], settings };
}
