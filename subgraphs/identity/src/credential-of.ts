import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";

/** Somebody who can act in a tenant, as far as identity knows: whether their credential opens anything, and with which role. */
export interface Credential {
  kind: "USER" | "API_KEY" | "CLIENT";
  /** False for a locked user, a revoked key or client. */
  stands: boolean;
  /** Null for a user, whose role is tenancy's matter. */
  role: string | null;
}

interface Row {
  role: string | null;
  ended: boolean;
}

const SELECT = {
  USER: `select null as role, locked_at is not null as ended from identity."user" where tenant_id = $1 and id = $2`,
  API_KEY: `select coalesce(key.role, account.role) as role, key.revoked_at is not null as ended
            from identity.api_key as key left join identity.service_account as account
              on account.tenant_id = key.tenant_id and account.id = key.service_account_id
            where key.tenant_id = $1 and key.id = $2`,
  CLIENT: `select role, revoked_at is not null as ended from identity.oauth_client
           where tenant_id = $1 and id = $2 and kind = 'MACHINE'`,
} as const;

const KINDS = { user: "USER", apiKey: "API_KEY", oauthClient: "CLIENT" } as const;

/** By public id (`usr_…`, `key_…`, `cli_…` of a machine); undefined when the tenant has nobody of the kind. */
export async function credentialOf(db: Database, tenantId: string, id: string): Promise<Credential | undefined> {
  for (const [idKind, kind] of Object.entries(KINDS) as [keyof typeof KINDS, Credential["kind"]][]) {
    const uuid = tryDecodeId(idKind, id);
    if (uuid === undefined) continue;
    const [row] = await readAsTenant<Row>(db, tenantId, {
      name: `credential_of_${kind.toLowerCase()}`,
      text: SELECT[kind],
      values: [tenantId, uuid],
    });
    return row && { kind, stands: !row.ended, role: row.role };
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
