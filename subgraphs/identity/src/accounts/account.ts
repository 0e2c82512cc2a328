import { type Database, queryOutsideTenants, type TransactionAboveTenants } from "@bulkhead/kernel/database.ts";

/** A user of a tenant, by uuids. */
export interface UserKey {
  tenantId: string;
  userId: string;
}

/** One person's means to sign in, and whom of which tenants they are. */
export interface Account {
  id: string;
  passwordHash: string;
  passwordChangedAt: string;
  users: UserKey[];
}

interface AccountRow {
  id: string;
  password_hash: string;
  password_changed_at: string;
  users: UserKey[];
}

const FIND = {
  name: "account_of_email",
  text: `select id, password_hash, password_changed_at,
           coalesce((select jsonb_agg(jsonb_build_object('tenantId', tenant_id, 'userId', user_id) order by tenant_id)
                     from identity.account_user where account_id = account.id), '[]') as users
         from identity.account where email_key = $1`,
};

/** The account of an e-mail address in the form of `emailKey`. */
export async function findAccount(db: Database, emailKey: string): Promise<Account | undefined> {
  const [row] = await queryOutsideTenants<AccountRow>(db, { ...FIND, values: [emailKey] });
  if (!row) return undefined;
  const { id, password_hash: passwordHash, password_changed_at: passwordChangedAt, users } = row;
  return { id, passwordHash, passwordChangedAt, users };
}

/** Whether an account still has the password that was compared; no other can be set before this transaction ends. */
export async function holdPassword(tx: TransactionAboveTenants, account: Account): Promise<boolean> {
  const rows = await tx.query({
    name: "hold_password",
    text: "select from identity.account where id = $1 and password_changed_at = $2 for share",
    values: [account.id, account.passwordChangedAt],
  });
  return rows.length > 0;
}
