import { type Database, flushAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { retentionOfVersion } from "./ask-retention.ts";
import { noteRetentions } from "./note-retentions.ts";

/** Notes what schemas keep for a time, and asks for a run where one does; from then on each run asks for the next. */
export function createRetentionConsumer(db: Database): Consumer {
  return {
    name: "retention",
    types: ["collection.defined", "collection.changed", "collection.migrated"],
    async handle(events, signal) {
      for (const { tenantId, subject } of events) {
        signal.throwIfAborted();
        const version = await noteRetentions(db, tenantId, subject);
        if (version === undefined) continue;
        const ctx = {
          principal: platformPrincipal(tenantId),
          requestId: encodeId("request", newUuid()),
          clientAddress: null,
        };
        await flushAsTenant(db, tenantId, [retentionOfVersion(ctx, tenantId, subject, version)]);
      }
    },
  };
}
