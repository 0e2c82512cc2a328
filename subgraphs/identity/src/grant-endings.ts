import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import { type EndReason, endGrants, GRANTS_AT_ONCE, type Grants } from "./grants.ts";

/** The users of a tenant who hold a role, by uuid; asked of tenancy. */
type UsersWithRole = (tenantId: string, role: string) => Promise<readonly string[]>;

/**
 * Ends for good what a lost membership or a suspended tenant has made useless: until then nobody could use those grants
 * either, but they would come back to life with the membership. The Admins of a suspended tenant still have a use for theirs.
 * And what a revocation of a client has left, whose process died over it.
 */
export function createGrantEndings(db: Database, usersWithRole: UsersWithRole): Consumer {
  return {
    name: "grant-endings",
    types: ["member.removed", "member.left", "tenant.suspended", "oauth-client.revoked"],
    async handle(events, signal) {
      for (const event of events) {
        signal.throwIfAborted();
        const isSuspension = event.type === "tenant.suspended";
        await end(db, event, isSuspension ? await usersWithRole(event.tenantId, ADMIN_ROLE) : []);
      }
    },
  };
}

async function end(db: Database, event: FeedEvent, exceptUsers: readonly string[]): Promise<void> {
  const { tenantId } = event;
  const requestId = encodeId("request", newUuid());
  const request = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const [which, reason] = endedBy(event, exceptUsers) ?? [];
  if (!which || !reason) return;
  await inLots(GRANTS_AT_ONCE, (most) => withTenant(db, tenantId, (tx) => endGrants(tx, request, which, reason, most)));
}

function endedBy(event: FeedEvent, exceptUsers: readonly string[]): [Grants, EndReason] | undefined {
  const { type, subject, payload, occurredAt: before } = event;
  if (type === "tenant.suspended") return [{ before, exceptUsers }, "TENANT_SUSPENDED"];
  if (type === "oauth-client.revoked") return [{ clientId: subject }, "CLIENT_REVOKED"];
  const userId = tryDecodeId("user", String(payload.userId));
  return userId === undefined ? undefined : [{ userId, before }, "MEMBER_REMOVED"];
}
