import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { DomainResolver } from "./domain-record.ts";
import type { Loaders } from "./loaders.ts";
import type { CheckCollection } from "./template.ts";

/** What every operation of this room is given. */
export interface TenancyContext extends RequestContext {
  db: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** Whether identity knows this user of this tenant. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
  /** The data room's word on the collections of a template. */
  checkCollection: CheckCollection;
  /** Looks up what proves domains. */
  resolver: DomainResolver;
}
