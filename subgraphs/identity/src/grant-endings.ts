import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { type EndReason, endGrants, GRANTS_AT_ONCE, type Grants } from "./grants.ts";

/**
 * Ends for good what a lost membership or a suspended tenant has made useless: until then nobody could use those grants
 * either, but they would come back to life with the membership. And what a revocation of a client has left, whose process
 * died over it.
 */
export function createGrantEndings(db: Database): Consumer {
  return {
    name: "grant-endings",
    types: ["member.removed", "tenant.suspended", "oauth-client.revoked"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        await end(db, event);
      }
    },
  };
}

async function end(db: Database, event: FeedEvent): Promise<void> {
  const { tenantId } = event;
  const requestId = encodeId("request", newUuid());
  const request = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const [which, reason] = endedBy(event) ?? [];
  if (!which || !reason) return;
  await inLots(GRANTS_AT_ONCE, (most) => withTenant(db, tenantId, (tx) => endGrants(tx, request, which, reason, most)));
}

function endedBy({ type, subject, payload, occurredAt: before }: FeedEvent): [Grants, EndReason] | undefined {
  if (type === "tenant.suspended") return [{ before }, "TENANT_SUSPENDED"];
  if (type === "oauth-client.revoked") return [{ clientId: subject }, "CLIENT_REVOKED"];
  const userId = tryDecodeId("user", String(payload.userId));
  return userId === undefined ? undefined : [{ userId, before }, "MEMBER_REMOVED"];
}
