import type { Permission } from "./permission.ts";

/**
 * Whether a tenant may work. ACTIVE: yes. SUSPENDED: its Admins may read, nobody else may do anything, until the operator
 * resumes it. CLOSING: as ACTIVE, until its day comes; it may be kept open until then. CLOSED: what it had is destroyed.
 */
export const TENANT_STATUSES = ["ACTIVE", "SUSPENDED", "CLOSING", "CLOSED"] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

export function isTenantStatus(value: unknown): value is TenantStatus {
  return (TENANT_STATUSES as readonly unknown[]).includes(value);
}

/** Whether everybody of the tenant may do what their role allows. */
export function isAtWork(status: string | undefined): boolean {
  return status === "ACTIVE" || status === "CLOSING";
}

/** A tenant's status, and the operator's words to its Admins while it is suspended. */
export interface TenantStanding {
  status: TenantStatus;
  reason: string | null;
}

/** The predefined role that runs a tenant, and all that can be entered of one that is suspended. */
export const ADMIN_ROLE = "Admin";

/** Whether the holder of a role may enter a tenant of this status at all. */
export function maySignIn(status: TenantStatus | undefined, role: string | null | undefined): boolean {
  return isAtWork(status) || (status === "SUSPENDED" && role === ADMIN_ROLE);
}

/**
 * The mutations that the Admins of a suspended tenant still have: what takes their data out, and what signs themselves out.
 * The gateway asks this list and the domain the permissions below: neither needs the other (docs/adr/0033).
 */
export const MUTATIONS_WHILE_SUSPENDED: ReadonlySet<string> = new Set([
  "Mutation.createTenantExport",
  "Mutation.revokeSession",
  "Mutation.revokeSessions",
]);

const PERMITTED: ReadonlySet<Permission> = new Set(["tenant-export:create", "session:revoke", "sessions:revoke"]);

/** What a role allows in a tenant of this status; undefined when it opens nothing there. */
export function permissionsInStatus(
  status: TenantStatus,
  role: string,
  permissions: readonly Permission[],
): readonly Permission[] | undefined {
  if (isAtWork(status)) return permissions;
  if (status === "CLOSED") return undefined;
  // Of whoever may do nothing it is still known who they are: they are told that the tenant is suspended.
  if (role !== ADMIN_ROLE) return [];
  return permissions.filter((one) => one.endsWith(":read") || PERMITTED.has(one));
}
