import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
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
    await refuseTooMany(tx);
    const target = encodeId("oauthClient", id);
    const detail = { kind, ...(role === null ? {} : { role }) };
    const [[inserted]] = await tx.commit<[OAuthClientRow]>([
      insertClient(tenantId, id, wanted, ctx.principal.id),
      ...(secret === null ? [] : [insertSecret(ctx.peppers, tenantId, id, secret)]),
      appendOutbox(tenantId, [{ type: "oauth-client.created", subject: id, payload: { kind } }]),
      appendAudit(ctx, tenantId, { action: "oauth-client.create", target, detail, personal: { name } }),
    ]);
    return inserted as OAuthClientRow;
  });
  return { oauthClient: toOAuthClient(row), secret };
}

/** Those who register at the same time take turns, so that the count holds. */
async function refuseTooMany(tx: Transaction): Promise<void> {
  const [, [counted]] = await Promise.all([
    tx.query(takeTurn(`oauth clients ${tx.tenantId}`)),
    tx.query<{ count: number }>({
      name: "count_oauth_clients",
      text: "select count(*)::int as count from identity.oauth_client where tenant_id = $1 and revoked_at is null",
      values: [tx.tenantId],
    }),
  ]);
  if ((counted?.count ?? 0) >= MAX_CLIENTS)
    throw new AppError("CONFLICT", `There are ${MAX_CLIENTS} OAuth clients, as many as may be. Revoke one first.`);
}

function insertClient(tenantId: string, id: string, client: NewClient, createdBy: string): Statement {
  const { kind, name, redirectUris, postLogoutRedirectUris, role, keys, usesDpop } = client;
  return {
    name: "create_oauth_client",
    text: `insert into identity.oauth_client
             (tenant_id, id, kind, name, redirect_uris, post_logout_redirect_uris, role, jwks, dpop_bound, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${OAUTH_CLIENT_COLUMNS}`,
    values: [
      tenantId,
      id,
      kind,
      name,
      redirectUris,
      postLogoutRedirectUris,
      role,
      keys && JSON.stringify(keys),
      usesDpop,
      createdBy,
    ],
  };
}
