import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import {
  type Acceptance,
  type AcceptanceDeps,
  acceptInvitation,
  findInvitation,
  type OpenInvitation,
} from "./accept-invitation.ts";
import { readBrand } from "./brand.ts";
import { type Membership, readAdmins, readMembership, readUsersWithRole } from "./membership.ts";
import type { Onboarding } from "./onboarding.ts";
import { createOnboardingCalls, type OnboardingCalls } from "./onboarding-calls.ts";
import { type PolicyFacts, readPolicyFacts } from "./policy.ts";
import type { OperatorSettings } from "./settings/operator-settings.ts";

export interface TenancyCalls extends OnboardingCalls {
  /** `{ tenantId }`, a uuid → its policy, or null when there is no such tenant. */
  policyOf(input: unknown): Promise<PolicyFacts | null>;
  /** `{ tenantId, userId }`, both uuids → what the user is there, or null when they are no member. */
  membershipOf(input: unknown): Promise<Membership | null>;
  /** `{ tenantId }`, a uuid → its Admins, by uuids of their users; none of a tenant that is suspended, or that is not there. */
  adminsOf(input: unknown): Promise<string[]>;
  /** `{ tenantId, role }` → the uuids of the users who hold it. */
  usersWithRole(input: unknown): Promise<readonly string[]>;
  /** `{ name, input }`, on behalf of an operator → the answer of the operation. */
  operate(input: unknown, request?: RequestContext): Promise<unknown>;
  /** `{ tenantId }`, a uuid → how it looks, or null when there is no such tenant. */
  brandOf(input: unknown): Promise<TenantBrand | null>;
  /** `{ token }`, of a link → the invitation, or null when it does not work. */
  invitationOf(input: unknown): Promise<OpenInvitation | null>;
  /** `{ token, userId, requestId, clientAddress }` → what became of it. */
  acceptInvitation(input: unknown): Promise<Acceptance>;
}

type Operate = (request: RequestContext, name: string, input: object) => Promise<unknown>;

/**
 * Answered from the table and never from a cache. Whoever asks keeps the answer until the feed says otherwise, and may
 * have heard of a change that this process has not: an old answer would then be kept for good.
 */
interface CallDeps extends AcceptanceDeps {
  operator: OperatorSettings;
  onboarding: Onboarding;
  operate: Operate;
}

export function createTenancyCalls({ operator, onboarding, operate, ...deps }: CallDeps): TenancyCalls {
  const { db } = deps;
  return {
    ...createOnboardingCalls(onboarding),
    policyOf: async (input) => (await readPolicyFacts(db, readTenantId(input, "policyOf"), operator)) ?? null,
    async membershipOf(input) {
      const { tenantId, userId } = (input ?? {}) as { tenantId?: unknown; userId?: unknown };
      if (!isUuid(tenantId) || !isUuid(userId))
        throw new AppError("BAD_USER_INPUT", "The call membershipOf takes tenantId and userId, two uuids.");
      return (await readMembership(db, tenantId, userId)) ?? null;
    },
    adminsOf: async (input) => readAdmins(db, readTenantId(input, "adminsOf")),
    async operate(given, request) {
      const { name, input } = (given ?? {}) as { name?: unknown; input?: unknown };
      if (!request || typeof name !== "string" || typeof input !== "object" || input === null)
        throw new AppError("BAD_USER_INPUT", "The call operate takes name and input, on behalf of an operator.");
      return operate(request, name, input);
    },
    async usersWithRole(input) {
      const { role } = (input ?? {}) as { role?: unknown };
      if (typeof role !== "string")
        throw new AppError("BAD_USER_INPUT", "The call usersWithRole takes role, the name of one.");
      return readUsersWithRole(db, readTenantId(input, "usersWithRole"), role);
    },
    brandOf: async (input) => (await readBrand(db, readTenantId(input, "brandOf"), operator)) ?? null,
    async invitationOf(input) {
      const { token } = (input ?? {}) as { token?: unknown };
      return (await findInvitation(deps, token)) ?? null;
    },
    async acceptInvitation(input) {
      const { token, userId, requestId, clientAddress = null } = (input ?? {}) as Record<string, unknown>;
      const isRequest = typeof requestId === "string" && (clientAddress === null || typeof clientAddress === "string");
      if (typeof token !== "string" || !isUuid(userId) || !isRequest)
        throw new AppError(
          "BAD_USER_INPUT",
          "The call acceptInvitation takes token, userId, requestId, clientAddress.",
        );
      return acceptInvitation(deps, { token, userId, requestId, clientAddress });
    },
  };
}

function readTenantId(input: unknown, call: string): string {
  const { tenantId } = (input ?? {}) as { tenantId?: unknown };
  if (!isUuid(tenantId)) throw new AppError("BAD_USER_INPUT", `The call ${call} takes tenantId, a uuid.`);
  return tenantId;
}
