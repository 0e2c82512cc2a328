import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import type { IdentityContext } from "../context.ts";
import { endGrants, GRANTS_AT_ONCE } from "../grants.ts";
import { type OAuthClient, type OAuthClientRow, selectClient, toOAuthClient } from "../oauth-client-row.ts";

/**
 * Ends a client and what its users let it do in this tenant: nothing of it is renewed from the commit on, and nothing of
 * it opens anything within a second. Grants that a client of the installation has in tenants open nothing without it.
 */
export async function revokeOAuthClient(ctx: IdentityContext, input: { id: string }): Promise<OAuthClient> {
  const tenantId = authorize(ctx, "oauth-client:revoke");
  const id = decodeId("oauthClient", input.id, "input.id");

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const [, [before], [standing]] = await Promise.all([
      tx.query(takeTurn(`oauth client ${id}`)),
      tx.query<OAuthClientRow>(selectClient(tenantId, id)),
      tx.query<{ count: number }>(countGrants(tenantId, id)),
    ]);
    if (!before) throw notFound();
    const isNew = before.revoked_at === null;
    if (isNew) {
      tx.atEnd(revoke(tenantId, id));
      await endGrants(tx, ctx, { clientId: id }, "CLIENT_REVOKED", GRANTS_AT_ONCE);
    }
    const detail = { grants: isNew ? (standing?.count ?? 0) : 0 };
    const [[after]] = await tx.commit<[OAuthClientRow]>([
      selectClient(tenantId, id),
      appendOutbox(tenantId, isNew ? [{ type: "oauth-client.revoked", subject: id, payload: {} }] : []),
      appendAudit(ctx, tenantId, { action: "oauth-client.revoke", target: encodeId("oauthClient", id), detail }),
    ]);
    return after as OAuthClientRow;
  });
  // The rest, where they are many. If we die over it, the event is handed to who goes on (grant-endings.ts).
  await inLots(GRANTS_AT_ONCE, (most) =>
    withTenant(ctx.db, tenantId, (tx) => endGrants(tx, ctx, { clientId: id }, "CLIENT_REVOKED", most)),
  );
  await ctx.feed.settled();
  return toOAuthClient(row);
}

function revoke(tenantId: string, id: string): Statement {
  return {
    name: "revoke_oauth_client",
    text: "update identity.oauth_client set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null",
    values: [tenantId, id],
  };
}

function countGrants(tenantId: string, clientId: string): Statement {
  return {
    name: "count_grants_of_client",
    text: `select count(*)::int as count from identity.oauth_grant
           where tenant_id = $1 and client_id = $2 and ended_at is null`,
    values: [tenantId, clientId],
  };
}
