import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { ADMIN } from "./roles.ts";

/** So many are told of what concerns all of them; a tenant has few. */
const MAX_ADMINS = 50;

/** uuids of the users who are Admins of a tenant, those first who are so longest. */
export async function readAdmins(db: Database, tenantId: string): Promise<string[]> {
  const rows = await readAsTenant<{ user_id: string }>(db, tenantId, {
    name: "admins",
    text: "select user_id from tenancy.member where tenant_id = $1 and role = $2 order by id limit $3",
    values: [tenantId, ADMIN, MAX_ADMINS],
  });
  return rows.map(({ user_id }) => user_id);
}
