import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Loaders } from "./loaders.ts";

/** What every operation of this room is given. */
export interface AuditContext extends RequestContext {
  db: Database;
  cursors: Cursors;
  loaders: Loaders;
}
