import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import { readBrand } from "./brand.ts";
import { type Membership, readAdmins, readMembership } from "./membership.ts";
import { type PolicyFacts, readPolicyFacts } from "./policy.ts";

export interface TenancyCalls {
  /** `{ tenantId }`, a uuid → its policy, or null when there is no such tenant. */
  policyOf(input: unknown): Promise<PolicyFacts | null>;
  /** `{ tenantId, userId }`, both uuids → what the user is there, or null when they are no member. */
  membershipOf(input: unknown): Promise<Membership | null>;
  /** `{ tenantId }`, a uuid → uuids of the users who are its Admins. */
  adminsOf(input: unknown): Promise<string[]>;
  /** `{ name, input }`, on behalf of an operator → the answer of the operation. */
  operate(input: unknown, request?: RequestContext): Promise<unknown>;
  /** `{ tenantId }`, a uuid → how it looks, or null when there is no such tenant. */
  brandOf(input: unknown): Promise<TenantBrand | null>;
}

type Operate = (request: RequestContext, name: string, input: object) => Promise<unknown>;

/**
 * Answered from the table and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
export function createTenancyCalls(db: Database, operate: Operate): TenancyCalls {
  return {
    policyOf: async (input) => (await readPolicyFacts(db, readTenantId(input, "policyOf"))) ?? null,
    async membershipOf(input) {
      const { tenantId, userId } = (input ?? {}) as { tenantId?: unknown; userId?: unknown };
      if (!isUuid(tenantId) || !isUuid(userId))
        throw new AppError("BAD_USER_INPUT", "The call membershipOf takes tenantId and userId, two uuids.");
      return (await readMembership(db, tenantId, userId)) ?? null;
    },
    adminsOf: (input) => readAdmins(db, readTenantId(input, "adminsOf")),
    async operate(given, request) {
      const { name, input } = (given ?? {}) as { name?: unknown; input?: unknown };
      if (!request || typeof name !== "string" || typeof input !== "object" || input === null)
        throw new AppError("BAD_USER_INPUT", "The call operate takes name and input, on behalf of an operator.");
      return operate(request, name, input);
    },
    brandOf: async (input) => (await readBrand(db, readTenantId(input, "brandOf"))) ?? null,
  };
}

function readTenantId(input: unknown, call: string): string {
  const { tenantId } = (input ?? {}) as { tenantId?: unknown };
  if (!isUuid(tenantId)) throw new AppError("BAD_USER_INPUT", `The call ${call} takes tenantId, a uuid.`);
  return tenantId;
}
