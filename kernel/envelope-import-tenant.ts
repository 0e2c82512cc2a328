import { flushAsTenant, type Statement } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import type { ExportTenant } from "./envelope-export.ts";

/**
 * Puts one tenant's exported keys in place of what the database has. False when the database has them newer, or has
 * destroyed them: a destroyed key never comes back.
 */
export async function importTenantKeys({ db }: KeyContext, entry: ExportTenant): Promise<boolean> {
  const statements = entry.root === null ? destroyed(entry) : replaced(entry);
  const [, taken] = await flushAsTenant(db, entry.tenant, statements);
  return (taken ?? []).length > 0;
}

function destroyed({ tenant, version, destroyedAt }: ExportTenant): Statement[] {
  return [
    { text: "delete from platform.data_key where tenant_id = $1", values: [tenant] },
    {
      text: `insert into platform.tenant_key as key (tenant_id, version, destroyed_at) values ($1, $2, $3)
             on conflict (tenant_id) do update
               set version = excluded.version, root_version = null, wrapped = null, destroyed_at = excluded.destroyed_at
             returning version`,
      values: [tenant, version, destroyedAt],
    },
  ];
}

function replaced({ tenant, version, root, wrapped, data }: ExportTenant): Statement[] {
  return [
    { text: "set constraints platform.data_key_tenant_key deferred" },
    {
      text: `insert into platform.tenant_key as key (tenant_id, version, root_version, wrapped) values ($1, $2, $3, $4)
             on conflict (tenant_id) do update
               set version = excluded.version, root_version = excluded.root_version, wrapped = excluded.wrapped
               where key.destroyed_at is null and key.version <= excluded.version
             returning version`,
      values: [tenant, version, root, Buffer.from(wrapped ?? "", "base64url")],
    },
    {
      // Nothing when the tenant's key was left alone. Data keys that the export does not know stay.
      text: `insert into platform.data_key as key (tenant_id, purpose, version, tenant_key_version, wrapped, created_at)
             select $1, purpose, version, tenant_key_version, decode(wrapped, 'base64'), created_at
             from unnest($3::text[], $4::int[], $5::int[], $6::text[], $7::timestamptz[])
               as data (purpose, version, tenant_key_version, wrapped, created_at)
             where exists (select from platform.tenant_key where tenant_id = $1 and version = $2 and destroyed_at is null)
             on conflict (tenant_id, purpose, version) do update
               set tenant_key_version = excluded.tenant_key_version, wrapped = excluded.wrapped
               where key.tenant_id = $1`,
      values: [tenant, version, ...[0, 1, 2, 3, 4].map((column) => data.map((row) => row[column]))],
    },
  ];
}
