import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { UserKey } from "./account.ts";

/** A user as whom a person may sign in. */
export interface AccountUser extends UserKey {
  email: string;
  name: string;
}

/** The users of an account that are not locked, in the order of their tenants' ids. */
export function usersOfAccount(db: Database, accountId: string): Promise<AccountUser[]> {
  return withTransactionAboveTenants(db, async (tx) => {
    const rows = await tx.query<{ tenant_id: string; user_id: string }>({
      name: "users_of_account",
      text: "select tenant_id, user_id from identity.account_user where account_id = $1 order by tenant_id",
      values: [accountId],
    });
    return usersToSignInAs(
      tx,
      rows.map(({ tenant_id: tenantId, user_id: userId }) => ({ tenantId, userId })),
    );
  });
}

/** Those of the users that are not locked, each read inside its tenant. */
export async function usersToSignInAs(tx: TransactionAboveTenants, users: readonly UserKey[]): Promise<AccountUser[]> {
  const found = await Promise.all(
    users.map(async ({ tenantId, userId }) => {
      const [row] = await tx.enter(tenantId).query<{ email: string; name: string }>({
        name: "user_to_sign_in_as",
        text: `select email, name from identity."user" where tenant_id = $1 and id = $2 and locked_at is null`,
        values: [tenantId, userId],
      });
      return row && { tenantId, userId, ...row };
    }),
  );
  return found.filter((user) => user !== undefined);
}
