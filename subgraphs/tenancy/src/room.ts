import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";
import type { TenancyContext } from "./context.ts";
import { createLoaders } from "./loaders.ts";
import { loadPolicy, type TenantPolicy } from "./policy.ts";
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
  /** A tenant's status and roles; known tenants are answered synchronously. */
  policyOf(tenantId: string): TenantPolicy | Promise<TenantPolicy | undefined>;
  tenantIdOfSlug(slug: string): Promise<string | undefined>;
  stop(): void;
}

const MAX_POLICIES = 100_000;

export function createTenancyRoom({ db, cursors, feed, userExists }: TenancyDeps): TenancyRoom {
  const policies = createPushedCache<TenantPolicy>({
    load: (tenantId) => loadPolicy(db, tenantId),
    max: MAX_POLICIES,
    trusted: feed.isFresh,
  });
  const stopListening = feed.listen((event) => {
    if (event.type.startsWith("tenant.")) policies.forget(event.tenantId);
  });
  return {
    subgraph: createSchema((request) => ({ ...request, db, cursors, feed, userExists, loaders: createLoaders(db) })),
    policyOf: (tenantId) => policies.get(tenantId),
    tenantIdOfSlug: (slug) => tenantIdOfSlug(db, slug),
    stop: stopListening,
  };
}
