import type { Database } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { PlatformPermission } from "@bulkhead/kernel/permission.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "./context.ts";
import { createTenant } from "./domain/create-tenant.ts";
import { joinTenant } from "./domain/join-tenant.ts";
import { emailDomain } from "./domain-name.ts";
import { type JoinOffer, type JoinState, joinOffer } from "./join-state.ts";
import { slugOfName } from "./slug.ts";
import { type OfferedTemplate, offeredTemplates } from "./template-row.ts";
import { freeSlugLike, releaseSlug, reserveSlug } from "./tenant-directory.ts";

/** For whom something is done, and by which request: they are in no tenant yet that could vouch for them. Both uuids. */
export interface Newcomer {
  tenantId: string;
  userId: string;
  requestId: string;
  clientAddress: string | null;
}

/** What a person needs of tenancy who makes a tenant of their own, or joins one by their address. */
export interface Onboarding {
  /** What they may choose from; empty where the operator offers nothing. */
  offeredTemplates(): Promise<OfferedTemplate[]>;
  /** A free slug like a name, not held. */
  proposeSlug(name: string): Promise<string | undefined>;
  /** Holds a slug for an hour. Errors: BAD_USER_INPUT, CONFLICT; both with a free one as `proposal`. */
  reserveSlug(tenantId: string, slug: string): Promise<{ reservedUntil: string }>;
  /** Lets go of it, unless the tenant was made: then the answer says so. */
  releaseSlug(tenantId: string): Promise<{ isTaken: boolean }>;
  /** Makes the tenant with its first Admin; made already, it changes nothing. Errors: CONFLICT (the slug is not held). */
  createTenant(
    by: Newcomer,
    input: { slug: string; name: string; template: string; templateVersion: number },
  ): Promise<void>;
  /** What the tenant that has proved the domain of an address offers; `users` are uuids by tenant. */
  joinOffer(email: string, users: Readonly<Record<string, string>>): Promise<JoinOffer | undefined>;
  /** Errors: NOT_FOUND when nothing is offered (any more). */
  joinTenant(by: Newcomer, email: string): Promise<JoinState>;
}

export function createOnboarding(db: Database, contextOf: (request: RequestOf) => TenancyContext): Onboarding {
  return {
    offeredTemplates: () => offeredTemplates(db),
    proposeSlug: (name) => freeSlugLike(db, slugOfName(name)),
    reserveSlug: (tenantId, slug) => reserveSlug(db, { tenantId, slug }),
    releaseSlug: (tenantId) => releaseSlug(db, tenantId),
    async createTenant(by, input) {
      await createTenant(contextOf(requestOf(by, "tenant:create")), { ...input, foundedBy: by.userId });
    },
    async joinOffer(email, users) {
      const domain = emailDomain(email);
      return domain === undefined ? undefined : joinOffer(db, domain, (tenantId) => users[tenantId]);
    },
    joinTenant(by, email) {
      const domain = emailDomain(email) ?? "";
      return joinTenant(contextOf(requestOf(by, "tenant:join")), { userId: by.userId, domain });
    },
  };
}

type RequestOf = ReturnType<typeof requestOf>;

/** As that user, who may do this one thing. */
function requestOf({ tenantId, userId, requestId, clientAddress }: Newcomer, permission: PlatformPermission) {
  const principal: Principal = {
    kind: "user",
    id: encodeId("user", userId),
    tenantId,
    roles: [],
    permissions: new Set([permission]),
    permissionsKey: permission,
  };
  return { principal, requestId, clientAddress };
}
