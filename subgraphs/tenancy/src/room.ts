import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { readAdmins } from "./admins.ts";
import { type Brands, createBrands, readBrand } from "./brand.ts";
import { createTenancyCalls, type TenancyCalls } from "./calls.ts";
import type { TenancyContext } from "./context.ts";
import type { DomainResolver } from "./domain-record.ts";
import { createLoaders } from "./loaders.ts";
import { createMemberRoles, type MemberRoles, type Membership, readMembership } from "./membership.ts";
import { createOnboarding, type Onboarding } from "./onboarding.ts";
import { changesPolicy, createPolicies, readPolicyFacts, type TenantPolicy } from "./policy.ts";
import { recheckDomains } from "./recheck-domains.ts";
import { createSchema } from "./schema.ts";
import type { CheckCollection } from "./template.ts";
import { tenantIdOfSlug } from "./tenant-directory.ts";

export interface TenancyDeps {
  /** Signed in as bulkhead_tenancy. */
  db: Database;
  cursors: Cursors;
  feed: Feed;
  /** Identity's answer whether a tenant has this user. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  /** The data room's word on the collections of a template. */
  checkCollection: CheckCollection;
  /** Looks up what proves domains. */
  resolver: DomainResolver;
}

export interface TenancyRoom {
  subgraph: Subgraph<TenancyContext>;
  /** A tenant's status, roles and settings; known tenants are answered synchronously. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  /** As `policyOf` for a tenant at hand, without reading anything. */
  recallPolicy(tenantId: string): TenantPolicy | undefined;
  /** The role of a member; known ones are answered synchronously. */
  memberRoles: MemberRoles;
  /** What a user is in a tenant, from the table; undefined for a user who is no member. */
  membershipOf(tenantId: string, userId: string): Promise<Membership | undefined>;
  /** How a tenant looks to those who sign in to it. */
  brandOf: Brands["get"];
  /** uuids of the users who are a tenant's Admins. */
  adminsOf(tenantId: string): Promise<string[]>;
  /** For people who come in by themselves. */
  onboarding: Onboarding;
  /** Looks again for the records of verified domains; the worker's. */
  recheckDomains(signal: AbortSignal): Promise<void>;
  /** What other rooms may ask from another process. */
  calls: TenancyCalls;
  tenantIdOfSlug(slug: string): Promise<string | undefined>;
  stop(): void;
}

/** With as many keys and principals about 70 MB (docs/adr/0015). */
const MAX_POLICIES = 100_000;

export function createTenancyRoom(deps: TenancyDeps): TenancyRoom {
  const { db, feed, resolver } = deps;
  const toPolicy = createPolicies();
  const policies = createPushedCache<TenantPolicy>({
    load: async (tenantId) => {
      const facts = await readPolicyFacts(db, tenantId);
      return facts && toPolicy(facts);
    },
    max: MAX_POLICIES,
    trusted: () => isBelieved(feed),
  });
  const stopListening = feed.listen((event) => {
    if (changesPolicy(event.type)) policies.forget(event.tenantId);
  });
  const roleOf = async (tenantId: string, userId: string) => (await readMembership(db, tenantId, userId))?.role;
  const memberRoles = createMemberRoles(roleOf, feed);
  const brands = createBrands((tenantId) => readBrand(db, tenantId), feed);
  const subgraph = createSchema((request) => ({ ...request, ...deps, loaders: createLoaders(db) }));
  const onboarding = createOnboarding(db, subgraph.context);
  return {
    subgraph,
    policyOf: (tenantId) => policies.get(tenantId),
    recallPolicy: policies.peek,
    memberRoles,
    membershipOf: (tenantId, userId) => readMembership(db, tenantId, userId),
    brandOf: brands.get,
    adminsOf: (tenantId) => readAdmins(db, tenantId),
    onboarding,
    recheckDomains: (signal) => recheckDomains(db, resolver, signal),
    calls: createTenancyCalls(db, onboarding),
    tenantIdOfSlug: (slug) => tenantIdOfSlug(db, slug),
    stop() {
      stopListening();
      memberRoles.stop();
      brands.stop();
    },
  };
}
