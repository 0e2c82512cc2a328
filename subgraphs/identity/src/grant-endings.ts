import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { FeedEvent } from "@bulkhead/kernel/outbox-page.ts";
import { platformPrincipal } from "@bulkhead/kernel/principal.ts";
import type { Consumer } from "@bulkhead/kernel/relay-consumer.ts";
import { ADMIN_ROLE } from "@bulkhead/kernel/tenant-status.ts";
import { endGrants } from "./grants.ts";

/** The users of a tenant who hold a role, by uuid; asked of tenancy. */
type UsersWithRole = (tenantId: string, role: string) => Promise<readonly string[]>;

/**
 * Ends for good what a lost membership or a suspended tenant has made useless: until then nobody could use those grants
 * either, but they would come back to life with the membership. The Admins of a suspended tenant still have a use for theirs.
 */
export function createGrantEndings(db: Database, usersWithRole: UsersWithRole): Consumer {
  return {
    name: "grant-endings",
    types: ["member.removed", "member.left", "tenant.suspended"],
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
  const { type, tenantId, payload, occurredAt: before } = event;
  const requestId = encodeId("request", newUuid());
  const request = { principal: platformPrincipal(tenantId), requestId, clientAddress: null };
  const userId = tryDecodeId("user", String(payload.userId));
  await withTenant(db, tenantId, async (tx) => {
    if (type === "tenant.suspended") await endGrants(tx, request, { before, exceptUsers }, "TENANT_SUSPENDED");
    else if (userId !== undefined) await endGrants(tx, request, { userId, before }, "MEMBER_REMOVED");
  });
}
