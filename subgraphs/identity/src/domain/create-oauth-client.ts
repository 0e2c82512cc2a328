import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";
import { type CreateOAuthClientInput, type NewClient, readNewClient } from "../oauth-client-input.ts";
import {
  MAX_CLIENTS,
  OAUTH_CLIENT_COLUMNS,
  type OAuthClient,
  type OAuthClientRow,
  toOAuthClient,
} from "../oauth-client-row.ts";
import { insertSecret, makeClientSecret } from "../oauth-client-secret.ts";

export interface NewOAuthClient {
  oauthClient: OAuthClient;
  /** Shown once, here; null for a client that has none. */
  secret: string | null;
}

/**
 * Registers a client of the tenant, or of the installation when the operator acts there. Nobody makes a machine that may
 * do more than they may themselves.
 */
export async function createOAuthClient(ctx: IdentityContext, input: CreateOAuthClientInput): Promise<NewOAuthClient> {
  const tenantId = authorize(ctx, "oauth-client:create");
  requireFresh(ctx, "createOAuthClient");
  const wanted = readNewClient(input);
  if (wanted.role !== null) await checkRole(ctx, tenantId, wanted.role);

  const id = newUuid();
  const { kind, name, role } = wanted;
  const secret = kind === "PUBLIC" || wanted.keys ? null : makeClientSecret();
  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const inserted = await insertClient(tx, id, wanted, ctx.principal.id);
    const target = encodeId("oauthClient", id);
    const detail = { kind, ...(role === null ? {} : { role }) };
    await Promise.all([...(secret === null ? [] : [tx.query(insertSecret(ctx.peppers, tenantId, id, secret))])]);
    tx.atEnd(appendOutbox(tenantId, [{ type: "oauth-client.created", subject: id, payload: { kind } }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "oauth-client.create", target, detail, personal: { name } }));
    return inserted;
  });
  return { oauthClient: toOAuthClient(row), secret };
}

/** Those who register at the same time take turns, so that the count holds. */
async function insertClient(
  tx: Transaction,
  id: string,
  client: NewClient,
  createdBy: string,
): Promise<OAuthClientRow> {
  const { kind, name, redirectUris, postLogoutRedirectUris, role, keys, usesDpop } = client;
  const lock = tx.query({
    name: "lock_oauth_clients",
    text: "select pg_advisory_xact_lock(hashtextextended('oauth clients ' || $1, 0))",
    values: [tx.tenantId],
  });
  const insert = tx.query<OAuthClientRow>({
    name: "create_oauth_client",
    text: `insert into identity.oauth_client
             (tenant_id, id, kind, name, redirect_uris, post_logout_redirect_uris, role, jwks, dpop_bound, created_by)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
           where (select count(*) from identity.oauth_client where tenant_id = $1 and revoked_at is null) < $11
           returning ${OAUTH_CLIENT_COLUMNS}`,
    values: [
      tx.tenantId,
      id,
      kind,
      name,
      redirectUris,
      postLogoutRedirectUris,
      role,
      keys && JSON.stringify(keys),
      usesDpop,
      createdBy,
      MAX_CLIENTS,
    ],
  });
  const [, [row]] = await Promise.all([lock, insert]);
  if (!row)
    throw new AppError("CONFLICT", `There are ${MAX_CLIENTS} OAuth clients, as many as may be. Revoke one first.`);
  return row;
}
