import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { endGrants } from "./grants.ts";

/**
 * Ends for good what a lost membership or a suspended tenant has made useless: until then nobody could use those grants
 * either, but they would come back to life with the membership.
 */
export function createGrantEndings(db: Database): Consumer {
  return {
    name: "grant-endings",
    types: ["member.removed", "member.left", "tenant.suspended"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        await end(db, event);
      }
    },
  };
}

async function end(db: Database, { type, tenantId, payload, occurredAt: before }: FeedEvent): Promise<void> {
  const requestId = encodeId("request", newUuid());
  const request = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const userId = tryDecodeId("user", String(payload.userId));
  await withTenant(db, tenantId, async (tx) => {
    if (type === "tenant.suspended") await endGrants(tx, request, { before }, "TENANT_SUSPENDED");
    else if (userId !== undefined) await endGrants(tx, request, { userId, before }, "MEMBER_REMOVED");
  });
}
