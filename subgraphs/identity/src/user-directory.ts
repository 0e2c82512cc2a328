import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { emailKey } from "./email.ts";

/** For other rooms, which may not read these tables: whether a tenant has a user. */
export async function userExists(db: Database, tenantId: string, userId: string): Promise<boolean> {
  const rows = await readAsTenant(db, tenantId, {
    name: "user_exists",
    text: `select from identity."user" where tenant_id = $1 and id = $2`,
    values: [tenantId, userId],
  });
  return rows.length > 0;
}

/** For the operator's commands: the user of a tenant that has an e-mail address. */
export async function userIdOfEmail(db: Database, tenantId: string, email: string): Promise<string | undefined> {
  const [row] = await readAsTenant<{ id: string }>(db, tenantId, {
    text: `select id from identity."user" where tenant_id = $1 and email_key = $2`,
    values: [tenantId, emailKey(email)],
  });
  return row?.id;
}
