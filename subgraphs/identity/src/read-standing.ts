import type { ClientStanding, GrantStanding, ImpersonationStanding } from "@bulkhead/kernel/access-token-principal.ts";
import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { ImpersonationMode } from "@bulkhead/kernel/impersonation.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { StandingLoads } from "./standing.ts";

/** From the tables, as role bulkhead_identity and inside one tenant at a time. */
export function readStanding(db: Database): StandingLoads {
  return {
    grant: (tenantId, grantId) => readGrant(db, tenantId, grantId),
    user: (tenantId, userId) => readUser(db, tenantId, userId),
    client: async (tenantId, clientId) =>
      (await readClient(db, tenantId, clientId)) ?? (await readClient(db, INSTALLATION_ID, clientId)),
    impersonation: (tenantId, id) => readImpersonation(db, tenantId, id),
  };
}

/** One empty set for nearly everybody. */
const NONE: ReadonlySet<string> = new Set();

function tokenIds(ids: readonly string[]): ReadonlySet<string> {
  return ids.length === 0 ? NONE : new Set(ids);
}

/** A minute longer than they live: a verifier's clock may be behind. */
const REVOKED = `array(select token_id from identity.revoked_token
                       where tenant_id = $1 and subject_id = $2 and expires_at > now() - interval '1 minute') as revoked`;

async function readGrant(db: Database, tenantId: string, grantId: string): Promise<GrantStanding | undefined> {
  const [row] = await readAsTenant<{
    user_id: string;
    client_id: string;
    began_ms: number;
    expires_ms: number;
    revoked: string[];
  }>(db, tenantId, {
    name: "grant_standing",
    text: `select user_id, client_id, extract(epoch from created_at)::float8 * 1000 as began_ms,
               extract(epoch from expires_at)::float8 * 1000 as expires_ms, ${REVOKED}
             from identity.oauth_grant
             where tenant_id = $1 and id = $2 and ended_at is null and expires_at > now()`,
    values: [tenantId, grantId],
  });
  if (!row) return undefined;
  const { user_id: userId, client_id: clientId, began_ms: beganAt, expires_ms: expiresAt, revoked } = row;
  return { userId, clientId, beganAt, expiresAt, revokedTokenIds: tokenIds(revoked) };
}

async function readUser(db: Database, tenantId: string, userId: string): Promise<true | undefined> {
  const rows = await readAsTenant(db, tenantId, {
    name: "user_standing",
    text: `select from identity."user" where tenant_id = $1 and id = $2 and locked_at is null`,
    values: [tenantId, userId],
  });
  return rows.length > 0 ? true : undefined;
}

async function readClient(db: Database, tenantId: string, clientId: string): Promise<ClientStanding | undefined> {
  const [row] = await readAsTenant<{ role: string | null; revoked: string[] }>(db, tenantId, {
    name: "client_standing",
    text: `select role, ${REVOKED} from identity.oauth_client
           where tenant_id = $1 and id = $2 and revoked_at is null`,
    values: [tenantId, clientId],
  });
  return row && { role: row.role, revokedTokenIds: tokenIds(row.revoked) };
}

interface RunningRow {
  user_id: string;
  operator_id: string;
  mode: ImpersonationMode;
  expires_ms: number;
}

async function readImpersonation(
  db: Database,
  tenantId: string,
  id: string,
): Promise<ImpersonationStanding | undefined> {
  const [row] = await readAsTenant<RunningRow>(db, tenantId, {
    name: "impersonation_standing",
    text: `select user_id, operator_id, mode, extract(epoch from expires_at)::float8 * 1000 as expires_ms
           from identity.impersonation
           where tenant_id = $1 and id = $2 and ended_at is null and expires_at > now()`,
    values: [tenantId, id],
  });
  if (!row) return undefined;
  const { user_id: userId, operator_id: operator, mode, expires_ms: expiresAt } = row;
  return { userId, operatorId: encodeId("operator", operator), mode, expiresAt };
}
