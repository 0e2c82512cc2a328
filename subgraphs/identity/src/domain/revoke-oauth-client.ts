import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import { endGrants, GRANTS_AT_ONCE } from "../grants.ts";
import { OAUTH_CLIENT_COLUMNS, type OAuthClient, type OAuthClientRow, toOAuthClient } from "../oauth-client-row.ts";

/**
 * Ends a client and what its users let it do in this tenant: nothing of it is renewed from the commit on, and nothing of
 * it opens anything within a second. Grants that a client of the installation has in tenants open nothing without it.
 */
export async function revokeOAuthClient(ctx: IdentityContext, input: { id: string }): Promise<OAuthClient> {
  const tenantId = authorize(ctx, "oauth-client:revoke");
  const id = decodeId("oauthClient", input.id, "input.id");

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const revoked = await setRevoked(tx, id);
    const found = revoked ?? (await readClient(tx, id));
    if (!found) throw notFound();
    const grants = revoked ? await endFirst(tx, ctx, id) : 0;
    const target = encodeId("oauthClient", id);
    const events = revoked ? [{ type: "oauth-client.revoked", subject: id, payload: {} }] : [];
    tx.atEnd(appendOutbox(tenantId, events));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "oauth-client.revoke", target, detail: { grants } }));
    return found;
  });
  // The rest, where they are many. If we die over it, the event is handed to who goes on (grant-endings.ts).
  await inLots(GRANTS_AT_ONCE, (most) =>
    withTenant(ctx.db, tenantId, (tx) => endGrants(tx, ctx, { clientId: id }, "CLIENT_REVOKED", most)),
  );
  await ctx.feed.settled();
  return toOAuthClient(row);
}

async function setRevoked(tx: Transaction, id: string): Promise<OAuthClientRow | undefined> {
  const [row] = await tx.query<OAuthClientRow>({
    name: "revoke_oauth_client",
    text: `update identity.oauth_client set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null
           returning ${OAUTH_CLIENT_COLUMNS}`,
    values: [tx.tenantId, id],
  });
  return row;
}

/** As many as one transaction ends; answers how many stood. */
async function endFirst(tx: Transaction, ctx: IdentityContext, id: string): Promise<number> {
  const ended = await endGrants(tx, ctx, { clientId: id }, "CLIENT_REVOKED", GRANTS_AT_ONCE);
  if (ended < GRANTS_AT_ONCE) return ended;
  const [row] = await tx.query<{ count: number }>({
    name: "count_grants_of_client",
    text: `select count(*)::int as count from identity.oauth_grant
           where tenant_id = $1 and client_id = $2 and ended_at is null`,
    values: [tx.tenantId, id],
  });
  return ended + (row?.count ?? 0);
}

async function readClient(tx: Transaction, id: string): Promise<OAuthClientRow | undefined> {
  const [row] = await tx.query<OAuthClientRow>({
    name: "revoked_oauth_client",
    text: `select ${OAUTH_CLIENT_COLUMNS} from identity.oauth_client where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, id],
  });
  return row;
}
