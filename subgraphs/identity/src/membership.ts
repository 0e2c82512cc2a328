import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";

/** What a user is in a tenant, by tenancy's word. */
export interface Membership {
  role: string;
  tenantName: string;
  slug: string;
  status: TenantStatus;
}

/** From tenancy's table each time; undefined when the user is no member. */
export type MembershipOf = (tenantId: string, userId: string) => Promise<Membership | undefined>;

/** Tenancy's word: the users who are Admins of a tenant, by uuids; none of a tenant that is suspended, where nobody works. */
export type AdminsOf = (tenantId: string) => Promise<readonly string[]>;
