import type { Database } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";

/** Registers a client as its row: a machine when it is given a role. Answers its uuid. */
export async function seedClient(owner: Database, tenantId: string, role: string | null = null): Promise<string> {
  const id = newUuid();
  await owner.pool.query(
    `insert into identity.oauth_client (tenant_id, id, kind, name, redirect_uris, role, created_by)
     values ($1, $2, $3, 'Client', $4, $5, 'platform')`,
    [tenantId, id, role === null ? "PUBLIC" : "MACHINE", role === null ? ["https://app.example/back"] : [], role],
  );
  return id;
}

export function seedInstallationClient(owner: Database): Promise<string> {
  return seedClient(owner, INSTALLATION_ID);
}

/** What a user let a client do, as the authorisation server notes it; ends after an hour. Answers its uuid. */
export async function seedGrant(
  owner: Database,
  { tenantId, userId, clientId }: { tenantId: string; userId: string; clientId: string },
  lasts = "1 hour",
): Promise<string> {
  const id = newUuid();
  await owner.pool.query(
    `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, expires_at)
     values ($1, $2, $3, $4, 'openid', now() + $5::interval)`,
    [tenantId, id, userId, clientId, lasts],
  );
  return id;
}

/** Revokes one token as the authorisation server does, with its event. `subjectId` is its grant or its machine. */
export async function revokeToken(
  owner: Database,
  tenantId: string,
  subjectId: string,
  tokenId: string,
): Promise<void> {
  await owner.pool.query(
    `with revoked as (
       insert into identity.revoked_token (tenant_id, id, subject_id, token_id, expires_at)
       values ($1, $2, $3, $4, now() + interval '5 minutes'))
     insert into platform.outbox (tenant_id, type, version, subject, payload)
     values ($1, 'token.revoked', 1, $3, jsonb_build_object('tokenId', $4::text))`,
    [tenantId, newUuid(), subjectId, tokenId],
  );
}
