import { type Database, readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";

/**
 * Of these users of a tenant those by whom somebody gets in: activated and not locked. Where none of them is, those who may
 * yet come: never activated, not locked. An Admin who was only just registered is the way in to a tenant that is new.
 */
export type WaysIn = (tenantId: string, userIds: readonly string[]) => Promise<string[]>;

export function selectWaysIn(tenantId: string, userIds: readonly string[]): Statement {
  return {
    name: "ways_in",
    text: `with unlocked as (
             select id, activated_at is not null as is_active from identity."user"
             where tenant_id = $1 and id = any($2) and locked_at is null
           )
           select id from unlocked where is_active or not exists (select from unlocked where is_active)`,
    values: [tenantId, userIds],
  };
}

/** For tenancy, which may not read these tables. */
export async function readWaysIn(db: Database, tenantId: string, userIds: readonly string[]): Promise<string[]> {
  const rows = await readAsTenant<{ id: string }>(db, tenantId, selectWaysIn(tenantId, userIds));
  return rows.map(({ id }) => id);
}
