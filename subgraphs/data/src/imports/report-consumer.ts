import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { type ImportReportDays, removeAfterChange, removeWhenDue } from "./report-age.ts";

/** Of one that was cancelled nobody has counted what it found wrong. */
const MIGRATION_ENDS = ["collection.migration-ended", "collection.migration-cancelled"];

/** Asks for the removal of what an import or a migration found wrong when it has ended, and when a tenant changes for how long it keeps them. */
export function createReportConsumer(db: Database, daysOf: ImportReportDays): Consumer {
  return {
    name: "import-reports",
    types: ["import.finished", ...MIGRATION_ENDS, "tenant-config.updated", "tenant-config.rolled-back"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        const asked = await removalOf(event, daysOf);
        if (asked) await flushAsTenant(db, event.tenantId, [asked]);
      }
    },
  };
}

async function removalOf(event: FeedEvent, daysOf: ImportReportDays): Promise<Statement | undefined> {
  const { type, tenantId, payload } = event;
  const requestId = encodeId("request", newUuid());
  const ctx = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const at = new Date(event.occurredAt);
  const isEnd = type === "import.finished" || MIGRATION_ENDS.includes(type);
  if (isEnd) {
    if (payload.rowsRejected === 0 || payload.recordsFailed === 0) return undefined;
    const days = await daysOf(tenantId);
    return days === null ? undefined : removeWhenDue(ctx, tenantId, at, days);
  }
  const concerns = Array.isArray(payload.changed) && payload.changed.includes("retention.importReportDays");
  return concerns ? removeAfterChange(ctx, tenantId, Number(payload.version), at) : undefined;
}
