import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import { type OAuthClient, toOAuthClient } from "../oauth-client-row.ts";

/** One client of the tenant; those asked for in the same request are read together. */
export async function oauthClient(ctx: IdentityContext, args: { id: string }): Promise<OAuthClient> {
  const tenantId = authorize(ctx, "oauth-client:read");
  const row = await ctx.loaders.oauthClient(tenantId, decodeId("oauthClient", args.id, "id"));
  if (!row) throw notFound();
  return toOAuthClient(row);
}

/** A secret as the schema shows it: everything but the secret. */
export interface OAuthClientSecret {
  createdAt: string;
  /** End of the overlap, once another one was made. */
  expiresAt: string | null;
}

/** The secrets of a client that work now, oldest first; none of a revoked client's does. */
export async function oauthClientSecrets(ctx: IdentityContext, client: OAuthClient): Promise<OAuthClientSecret[]> {
  const tenantId = authorize(ctx, "oauth-client:read");
  if (client.revokedAt !== null) return [];
  const rows = await ctx.loaders.oauthClientSecrets(tenantId, decodeId("oauthClient", client.id, "id"));
  return rows.map((row) => ({ createdAt: row.created_at, expiresAt: row.expires_at }));
}
