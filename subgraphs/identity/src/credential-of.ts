import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";

/** Somebody who can act in a tenant, as far as identity knows: whether their credential opens anything, and with which role. */
export interface Credential {
  kind: "USER" | "API_KEY" | "CLIENT" | "SERVICE_ACCOUNT";
  /** False for a locked user, a revoked key or client, a removed service account. */
  stands: boolean;
  /** Null for a user, whose role is tenancy's matter. */
  role: string | null;
  /** How many keys of a service account open something, without which it can do nothing; null for all others. */
  keys: number | null;
  /** When a key was made, in seconds since 1970; null for all others. */
  createdAt: number | null;
}

interface Row {
  role: string | null;
  ended: boolean;
  keys?: number;
  created_seconds?: number;
}

const SELECT = {
  USER: `select null as role, locked_at is not null as ended from identity."user" where tenant_id = $1 and id = $2`,
  API_KEY: `select coalesce(key.role, account.role) as role, key.revoked_at is not null as ended,
              floor(extract(epoch from key.created_at))::float8 as created_seconds
            from identity.api_key as key left join identity.service_account as account
              on account.tenant_id = key.tenant_id and account.id = key.service_account_id
            where key.tenant_id = $1 and key.id = $2`,
  CLIENT: `select role, revoked_at is not null as ended from identity.oauth_client
           where tenant_id = $1 and id = $2 and kind = 'MACHINE'`,
  SERVICE_ACCOUNT: `select role, removed_at is not null as ended,
                      (select count(*)::int from identity.api_key as key where key.tenant_id = account.tenant_id
                         and key.service_account_id = account.id and key.revoked_at is null) as keys
                    from identity.service_account as account where tenant_id = $1 and id = $2`,
} as const;

const KINDS = { user: "USER", apiKey: "API_KEY", oauthClient: "CLIENT", serviceAccount: "SERVICE_ACCOUNT" } as const;

/** By public id (`usr_…`, `key_…`, `cli_…` of a machine, `svc_…`); undefined when the tenant has nobody of the kind. */
export async function credentialOf(db: Database, tenantId: string, id: string): Promise<Credential | undefined> {
  for (const [idKind, kind] of Object.entries(KINDS) as [keyof typeof KINDS, Credential["kind"]][]) {
    const uuid = tryDecodeId(idKind, id);
    if (uuid === undefined) continue;
    const [row] = await readAsTenant<Row>(db, tenantId, {
      name: `credential_of_${kind.toLowerCase()}`,
      text: SELECT[kind],
      values: [tenantId, uuid],
    });
    if (!row) return undefined;
    const { ended, role, keys = null, created_seconds: createdAt = null } = row;
    return { kind, stands: !ended, role, keys, createdAt };
  }
  return undefined;
}

/** How many credentials of a tenant that still open something have a role. */
export async function roleHolders(db: Database, tenantId: string, role: string): Promise<number> {
  const [row] = await readAsTenant<{ holders: number }>(db, tenantId, {
    name: "role_holders",
    text: `select (select count(*) from identity.api_key where tenant_id = $1 and role = $2 and revoked_at is null)::int
             + (select count(*) from identity.oauth_client
                where tenant_id = $1 and role = $2 and revoked_at is null)::int
             + (select count(*) from identity.service_account
                where tenant_id = $1 and role = $2 and removed_at is null)::int as holders`,
    values: [tenantId, role],
  });
  return row?.holders ?? 0;
}
