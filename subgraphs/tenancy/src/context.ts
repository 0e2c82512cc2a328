import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Loaders } from "./loaders.ts";

/** What every operation of this room is given. */
export interface TenancyContext extends RequestContext {
  db: Database;
  /** Signed in as bulkhead_operator, which sees the directory of all tenants. */
  operatorDb: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** Whether identity knows this user of this tenant. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
}
