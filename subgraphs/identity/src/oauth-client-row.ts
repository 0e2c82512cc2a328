import type { Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { JwkSet } from "./oauth-client-keys.ts";
import { oauthClientTable } from "./tables.ts";

/** Most clients of a tenant that are not revoked. */
export const MAX_CLIENTS = 100;

export type OAuthClientKind = "PUBLIC" | "CONFIDENTIAL" | "MACHINE";

export const oauthClientColumns = {
  id: oauthClientTable.id,
  kind: oauthClientTable.kind,
  name: oauthClientTable.name,
  redirect_uris: oauthClientTable.redirectUris,
  post_logout_redirect_uris: oauthClientTable.postLogoutRedirectUris,
  role: oauthClientTable.role,
  jwks: oauthClientTable.jwks,
  dpop_bound: oauthClientTable.dpopBound,
  created_by: oauthClientTable.createdBy,
  created_at: oauthClientTable.createdAt,
  revoked_at: oauthClientTable.revokedAt,
  last_used_at: oauthClientTable.lastUsedAt,
};

/** The same columns, for SQL by hand. */
export const OAUTH_CLIENT_COLUMNS = `id, kind, name, redirect_uris, post_logout_redirect_uris, role, jwks, dpop_bound,
  created_by, created_at, revoked_at, last_used_at`;

export interface OAuthClientRow {
  id: string;
  kind: OAuthClientKind;
  name: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  role: string | null;
  jwks: JwkSet | null;
  dpop_bound: boolean;
  created_by: string;
  created_at: string;
  revoked_at: string | null;
  last_used_at: string | null;
}

/** A client as the schema shows it, but for its secrets. */
export interface OAuthClient {
  id: string;
  kind: OAuthClientKind;
  name: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  role: string | null;
  keys: JwkSet | null;
  usesDpop: boolean;
  createdById: string;
  createdAt: string;
  revokedAt: string | null;
  lastUsedAt: string | null;
}

export function toOAuthClient(row: OAuthClientRow): OAuthClient {
  return {
    id: encodeId("oauthClient", row.id),
    kind: row.kind,
    name: row.name,
    redirectUris: row.redirect_uris,
    postLogoutRedirectUris: row.post_logout_redirect_uris,
    role: row.role,
    keys: row.jwks,
    usesDpop: row.dpop_bound,
    createdById: row.created_by,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
    lastUsedAt: row.last_used_at,
  };
}

export function selectClient(tenantId: string, id: string): Statement {
  return {
    name: "oauth_client",
    text: `select ${OAUTH_CLIENT_COLUMNS} from identity.oauth_client where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  };
}
