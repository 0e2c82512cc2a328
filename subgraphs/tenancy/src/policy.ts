import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import { findRole } from "./roles.ts";

/** What the edge must know of a tenant before it lets anybody of it act. */
export interface TenantPolicy {
  status: "ACTIVE" | "SUSPENDED";
  /** What a role allows; undefined when the tenant has no such role. The same set object each time. */
  permissionsOf(role: string): ReadonlySet<Permission> | undefined;
}

const permissionsOf = (role: string) => findRole(role)?.permissions;

/** Shared by all tenants of a status, since roles are code: an object each would be a hundred thousand equal ones. */
const POLICIES: Readonly<Record<TenantPolicy["status"], TenantPolicy>> = {
  ACTIVE: { status: "ACTIVE", permissionsOf },
  SUSPENDED: { status: "SUSPENDED", permissionsOf },
};

/** Reads the policy from the table; undefined when there is no such tenant. */
export async function loadPolicy(db: Database, tenantId: string): Promise<TenantPolicy | undefined> {
  const [row] = await readAsTenant<{ status: TenantPolicy["status"] }>(db, tenantId, {
    name: "tenant_policy",
    text: "select status from tenancy.tenant where tenant_id = $1",
    values: [tenantId],
  });
  return row && POLICIES[row.status];
}
