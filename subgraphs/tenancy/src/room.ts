import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import { type Brands, createBrands, readBrand } from "./brand.ts";
import { createTenancyCalls, type TenancyCalls } from "./calls.ts";
import type { TenancyContext } from "./context.ts";
import { createLoaders } from "./loaders.ts";
import { createMemberRoles, type MemberRoles, type Membership, readAdmins, readMembership } from "./membership.ts";
import { changesPolicy, loadPolicy, type TenantPolicy } from "./policy.ts";
import { createSchema } from "./schema.ts";
import { tenantIdOfSlug } from "./tenant-directory.ts";

export interface TenancyDeps {
  /** Signed in as bulkhead_tenancy. */
  db: Database;
  cursors: Cursors;
  feed: Feed;
  /** Identity's answer whether a tenant has this user. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
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
  /** The users who are Admins of a tenant at work, from the table. */
  adminsOf(tenantId: string): Promise<string[]>;
  /** How a tenant looks to those who sign in to it. */
  brandOf: Brands["get"];
  /** What other rooms may ask from another process. */
  calls: TenancyCalls;
  tenantIdOfSlug(slug: string): Promise<string | undefined>;
  stop(): void;
}

/** With as many keys and principals about 70 MB (docs/adr/0015). */
const MAX_POLICIES = 100_000;

export function createTenancyRoom({ db, cursors, feed, userExists }: TenancyDeps): TenancyRoom {
  const policies = createPushedCache<TenantPolicy>({
    load: (tenantId) => loadPolicy(db, tenantId),
    max: MAX_POLICIES,
    trusted: () => isBelieved(feed),
  });
  const stopListening = feed.listen((event) => {
    if (changesPolicy(event.type)) policies.forget(event.tenantId);
  });
  const roleOf = async (tenantId: string, userId: string) => (await readMembership(db, tenantId, userId))?.role;
  const memberRoles = createMemberRoles(roleOf, feed);
  const brands = createBrands((tenantId) => readBrand(db, tenantId), feed);
  return {
    subgraph: createSchema((request) => ({ ...request, db, cursors, feed, userExists, loaders: createLoaders(db) })),
    policyOf: (tenantId) => policies.get(tenantId),
    recallPolicy: policies.peek,
    memberRoles,
    membershipOf: (tenantId, userId) => readMembership(db, tenantId, userId),
    adminsOf: (tenantId) => readAdmins(db, tenantId),
    brandOf: brands.get,
    calls: createTenancyCalls(db),
    tenantIdOfSlug: (slug) => tenantIdOfSlug(db, slug),
    stop() {
      stopListening();
      memberRoles.stop();
      brands.stop();
    },
  };
}
