import { type Database, readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { endRunning } from "./operators/impersonations.ts";

const SETTING = "security.impersonation";

/**
 * Ends for good the impersonations of a tenant that forbids them: nobody could use them from that second on either, but they
 * would come back to life if it allowed them again within the hour. What changes the setting the other way finds none.
 */
export function createImpersonationEndings(db: Database): Consumer {
  return {
    name: "impersonation-endings",
    types: ["tenant-config.updated", "tenant-config.rolled-back"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        const { changed } = event.payload;
        if (Array.isArray(changed) && changed.includes(SETTING)) await endAll(db, event);
      }
    },
  };
}

async function endAll(db: Database, { tenantId, occurredAt }: FeedEvent): Promise<void> {
  const requestId = encodeId("request", newUuid());
  const request = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const running = await readAsTenant<{ id: string }>(db, tenantId, {
    name: "impersonations_of_tenant",
    text: `select id from identity.impersonation
           where tenant_id = $1 and created_at <= $2 and ended_at is null and expires_at > now() order by id`,
    values: [tenantId, occurredAt],
  });
  for (const { id } of running) await withTenant(db, tenantId, (tx) => endRunning(tx, request, id));
}
