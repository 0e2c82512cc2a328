import {
  type Database,
  queryOutsideTenants,
  type Statement,
  type TransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";

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
 * Whether an account still has the password that was compared. In the account's turn no other can be set before the
 * transaction ends, except by itself.
 */
export async function stillHasPassword(tx: TransactionAboveTenants, account: Account): Promise<boolean> {
  const rows = await tx.query({
    name: "still_has_password",
    text: "select from identity.account where id = $1 and password_changed_at = $2",
    values: [account.id, account.passwordChangedAt],
  });
  return rows.length > 0;
}

/** An account as whoever has its turn finds it. */
export interface AccountInTurn {
  email: string;
  emailKey: string;
  name: string;
  isVerified: boolean;
}

/**
 * Takes the turn at an account, and reads it; undefined when it is gone. First of all in a transaction that changes its
 * password, address, users or factors, or ends all its sessions: what is read then stays so until the transaction ends, and
 * those who need sessions, account, users and grants in one order or another never wait for each other.
 */
export async function takeAccountTurn(tx: TransactionAboveTenants, id: string): Promise<AccountInTurn | undefined> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`account ${id}`)),
    tx.query<{ email: string; email_key: string; name: string; is_verified: boolean }>({
      name: "account_in_turn",
      text: `select email, email_key, name, email_verified_at is not null as is_verified
             from identity.account where id = $1`,
      values: [id],
    }),
  ]);
  return row && { email: row.email, emailKey: row.email_key, name: row.name, isVerified: row.is_verified };
}

/** Goes before what ends sessions or grants, along with it: whoever begins one holds the account. */
export function holdAccount(id: string): Statement {
  return { name: "hold_account_to_end", text: "select from identity.account where id = $1 for update", values: [id] };
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
