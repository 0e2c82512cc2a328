import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Cursors } from "@bulkhead/kernel/cursor.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Loaders } from "./loaders.ts";
import type { OperatorSettings } from "./settings/operator-settings.ts";
import type { LackingFactor } from "./settings/warnings.ts";

/** What every operation of this room is given. */
export interface TenancyContext extends RequestContext {
  db: Database;
  cursors: Cursors;
  feed: Feed;
  loaders: Loaders;
  /** Seals what a tenant sets and nobody may read. */
  envelope: Pick<Envelope, "seal" | "open">;
  operator: OperatorSettings;
  lackingFactor: LackingFactor;
  /** Whether identity knows this user of this tenant. */
  userExists(tenantId: string, userId: string): Promise<boolean>;
}
