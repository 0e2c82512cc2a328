import { type Database, queryOutsideTenants, type TransactionAboveTenants } from "@bulkhead/kernel/database.ts";

/** A user of a tenant, by uuids. */
export interface UserKey {
  tenantId: string;
  userId: string;
}

/** One person's means to sign in, and whom of which tenants they are. */
export interface Account {
  id: string;
  email: string;
  emailKey: string;
  /** Whether a link sent to the address was ever used; before, nobody has proved to read its mail. */
  isVerified: boolean;
  passwordHash: string;
  passwordChangedAt: string;
  users: UserKey[];
  /** Whether somebody signed in to it with the browser that asks. */
  knowsDevice: boolean;
}

interface AccountRow {
  id: string;
  email: string;
  email_key: string;
  is_verified: boolean;
  password_hash: string;
  password_changed_at: string;
  users: UserKey[];
  knows_device: boolean;
}

const FIND = (column: "email_key" | "id") => ({
  name: `account_of_${column}`,
  text: `select id, email, email_key, email_verified_at is not null as is_verified, password_hash, password_changed_at,
           coalesce((select jsonb_agg(jsonb_build_object('tenantId', tenant_id, 'userId', user_id) order by tenant_id)
                     from identity.account_user where account_id = account.id), '[]') as users,
           exists (select from identity.known_device where account_id = account.id and digest = $2) as knows_device
         from identity.account where ${column} = $1`,
});

/** The account of an e-mail address in the form of `emailKey`; `device` is the digest of the browser that asks. */
export async function findAccount(db: Database, emailKey: string, device?: Buffer): Promise<Account | undefined> {
  const [row] = await queryOutsideTenants<AccountRow>(db, { ...FIND("email_key"), values: [emailKey, device ?? null] });
  return row && toAccount(row);
}

export async function findAccountById(db: Database, id: string, device?: Buffer): Promise<Account | undefined> {
  const [row] = await queryOutsideTenants<AccountRow>(db, { ...FIND("id"), values: [id, device ?? null] });
  return row && toAccount(row);
}

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    email: row.email,
    emailKey: row.email_key,
    isVerified: row.is_verified,
    passwordHash: row.password_hash,
    passwordChangedAt: row.password_changed_at,
    users: row.users,
    knowsDevice: row.knows_device,
  };
}

/**
 * Whether an account still has the password that was compared; no other can be set before this transaction ends, except by
 * itself when it says so.
 */
export async function holdPassword(tx: TransactionAboveTenants, account: Account, toReplace = false): Promise<boolean> {
  const rows = await tx.query({
    name: toReplace ? "hold_password_to_replace" : "hold_password",
    text: `select from identity.account where id = $1 and password_changed_at = $2
           for ${toReplace ? "no key update" : "share"}`,
    values: [account.id, account.passwordChangedAt],
  });
  return rows.length > 0;
}

/**
 * Holds an account for a change of it, and answers the address that it then has. Before the links about it: whoever sets a
 * password voids them, and two who took them in another order would wait for each other.
 */
export async function holdAccount(tx: TransactionAboveTenants, id: string): Promise<string | undefined> {
  const [row] = await tx.query<{ email_key: string }>({
    name: "hold_account_to_change",
    text: "select email_key from identity.account where id = $1 for no key update",
    values: [id],
  });
  return row?.email_key;
}

/**
 * First of all in a transaction that ends every session of an account, moves its address or adds a user to it. They need
 * sessions, account, users and grants, some in another order than others, and would wait for each other.
 */
export async function takeTurn(tx: TransactionAboveTenants, id: string): Promise<void> {
  await tx.query({
    name: "take_turn_at_account",
    text: "select pg_advisory_xact_lock(hashtextextended('account ' || $1::text, 0))",
    values: [id],
  });
}

/** The e-mail address of an account as it was given. */
export async function emailOf(db: Database, accountId: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ email: string }>(db, {
    name: "email_of_account",
    text: "select email from identity.account where id = $1",
    values: [accountId],
  });
  return row?.email;
}
