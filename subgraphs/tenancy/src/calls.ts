import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { Permission } from "@bulkhead/kernel/permission.ts";
import type { TenantBrand, TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import { readBrand } from "./brand.ts";
import { type Membership, readAdmins, readMembership } from "./membership.ts";
import { loadPolicy, type TenantPolicy } from "./policy.ts";
import { ROLES } from "./roles.ts";

/** A policy as another process is told it. */
export interface PolicyAnswer {
  status: TenantPolicy["status"];
  roles: { name: string; permissions: Permission[] }[];
  settings: TenantSettings;
}

export interface TenancyCalls {
  /** `{ tenantId }`, a uuid → its policy, or null when there is no such tenant. */
  policyOf(input: unknown): Promise<PolicyAnswer | null>;
  /** `{ tenantId, userId }`, both uuids → what the user is there, or null when they are no member. */
  membershipOf(input: unknown): Promise<Membership | null>;
  /** `{ tenantId }`, a uuid → its Admins, by uuids of their users; none of a tenant that is suspended, or that is not there. */
  adminsOf(input: unknown): Promise<string[]>;
  /** `{ tenantId }`, a uuid → how it looks, or null when there is no such tenant. */
  brandOf(input: unknown): Promise<TenantBrand | null>;
}

/**
 * Answered from the table and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createTenancyCalls(db: Database): TenancyCalls {
  return {
    async policyOf(input) {
      const tenantId = readTenantId(input, "policyOf");
      const policy = await loadPolicy(db, tenantId);
      if (!policy) return null;
      const roles = ROLES.flatMap(({ name }) => {
        const permissions = policy.permissionsOf(name);
        return permissions ? [{ name, permissions: [...permissions] }] : [];
      });
      return { status: policy.status, roles, settings: policy.settings };
    },
    async membershipOf(input) {
      const { tenantId, userId } = (input ?? {}) as { tenantId?: unknown; userId?: unknown };
      if (!isUuid(tenantId) || !isUuid(userId))
        throw new AppError("BAD_USER_INPUT", "The call membershipOf takes tenantId and userId, two uuids.");
      return (await readMembership(db, tenantId, userId)) ?? null;
    },
    adminsOf: async (input) => readAdmins(db, readTenantId(input, "adminsOf")),
    brandOf: async (input) => (await readBrand(db, readTenantId(input, "brandOf"))) ?? null,
  };
}

function readTenantId(input: unknown, call: string): string {
  const { tenantId } = (input ?? {}) as { tenantId?: unknown };
  if (!isUuid(tenantId)) throw new AppError("BAD_USER_INPUT", `The call ${call} takes tenantId, a uuid.`);
  return tenantId;
}
