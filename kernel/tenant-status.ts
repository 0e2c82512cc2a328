/**
 * Whether a tenant may work. ACTIVE: yes. SUSPENDED: its Admins may read, nobody else may do anything, until the operator
 * resumes it. CLOSING: as before, until its day comes; it may be kept open until then. CLOSED: what it had is destroyed.
 */
export const TENANT_STATUSES = ["ACTIVE", "SUSPENDED", "CLOSING", "CLOSED"] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

export function isTenantStatus(value: unknown): value is TenantStatus {
  return (TENANT_STATUSES as readonly unknown[]).includes(value);
}
