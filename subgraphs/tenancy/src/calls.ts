import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import { readAdmins } from "./admins.ts";
import { readBrand } from "./brand.ts";
import { type Membership, readMembership } from "./membership.ts";
import type { Onboarding } from "./onboarding.ts";
import { createOnboardingCalls, type OnboardingCalls } from "./onboarding-calls.ts";
import { type PolicyFacts, readPolicyFacts } from "./policy.ts";

export interface TenancyCalls extends OnboardingCalls {
  /** `{ tenantId }`, a uuid → its policy, or null when there is no such tenant. */
  policyOf(input: unknown): Promise<PolicyFacts | null>;
  /** `{ tenantId, userId }`, both uuids → what the user is there, or null when they are no member. */
  membershipOf(input: unknown): Promise<Membership | null>;
  /** `{ tenantId }`, a uuid → how it looks, or null when there is no such tenant. */
  brandOf(input: unknown): Promise<TenantBrand | null>;
  /** `{ tenantId }`, a uuid → uuids of the users who are its Admins. */
  adminsOf(input: unknown): Promise<string[]>;
}

/**
 * Answered from the table and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createTenancyCalls(db: Database, onboarding: Onboarding): TenancyCalls {
  return {
    ...createOnboardingCalls(onboarding),
    policyOf: async (input) => (await readPolicyFacts(db, readTenantId(input, "policyOf"))) ?? null,
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
