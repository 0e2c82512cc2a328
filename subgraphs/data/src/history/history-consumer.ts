import { type Database, flushAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { dueDay, type HistoryDaysOf, purgeBecause, purgeOnDay } from "./history-age.ts";

/** Later than a change of settings by more than the news of it takes. */
const NEWS_MS = 5_000;

const SETTINGS = ["retention.deletedRecordDays", "retention.recordVersionDays"];

/** Asks for purges: when something came to be that is kept for a time, and when a tenant changes for how long. */
export function createHistoryConsumer(db: Database, daysOf: HistoryDaysOf): Consumer {
  return {
    name: "history",
    types: [
      "record.deleted",
      "record.updated",
      "record.restored",
      "tenant-config.updated",
      "tenant-config.rolled-back",
    ],
    async handle(events, signal) {
      // A change of many records is many events, which ask for the same.
      const asked = new Map<string, { tenantId: string; purge: Statement }>();
      for (const event of events)
        for (const [key, purge] of await purgesFor(event, daysOf))
          asked.set(`${event.tenantId} ${key}`, { tenantId: event.tenantId, purge });
      for (const { tenantId, purge } of asked.values()) {
        signal.throwIfAborted();
        await flushAsTenant(db, tenantId, [purge]);
      }
    },
  };
}

async function purgesFor(event: FeedEvent, daysOf: HistoryDaysOf): Promise<[key: string, purge: Statement][]> {
  const { type, tenantId, payload } = event;
  const ctx = {
    principal: platformPrincipal(tenantId),
    requestId: encodeId("request", newUuid()),
    clientAddress: null,
  };
  const at = new Date(event.occurredAt);
  if (type.startsWith("tenant-config.")) {
    const concerns =
      Array.isArray(payload.changed) && SETTINGS.some((name) => (payload.changed as unknown[]).includes(name));
    const why = `version ${Number(payload.version)}`;
    return concerns ? [[why, purgeBecause(ctx, tenantId, why, at, NEWS_MS)]] : [];
  }
  const { deletedRecordDays, recordVersionDays } = await daysOf(tenantId);
  const days = type === "record.deleted" ? deletedRecordDays : recordVersionDays;
  if (days === null) return [];
  if (days === 0) return [["now", purgeBecause(ctx, tenantId, `event ${event.xid} ${event.id}`, at)]];
  const day = dueDay(at, days);
  return [[day, purgeOnDay(ctx, tenantId, day)]];
}
