import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { UserKey } from "./account.ts";
import { usersOf } from "./account-events.ts";

/** Tenancy's word: the users who are Admins of a tenant, by uuids; none of a tenant that is suspended, where nobody works. */
export type AdminsOf = (tenantId: string) => Promise<readonly string[]>;

/**
 * The tenants of these users in which none but the user is an Admin who can sign in: not locked, and somebody's account.
 * Until the transaction ends nobody else leaves them by deleting their account.
 */
export async function loneAdminships(
  tx: TransactionAboveTenants,
  users: readonly UserKey[],
  adminsOf: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const lone: string[] = [];
  // In the order of tenants, so that two never wait for each other.
  for (const { tenantId, userId } of users) {
    const admins = adminsOf.get(tenantId) ?? [];
    if (!admins.includes(userId)) continue;
    await tx.query({
      name: "take_turn_of_admins",
      text: "select pg_advisory_xact_lock(hashtextextended('admins ' || $1::text, 0))",
      values: [tenantId],
    });
    const rows = await tx.enter(tenantId).query<{ id: string }>({
      name: "admins_who_sign_in",
      text: `select id from identity."user" where tenant_id = $1 and id = any($2) and activated_at is not null
               and locked_at is null`,
      values: [tenantId, admins],
    });
    // A user who cannot sign in leaves nobody behind.
    if (rows.length === 1 && rows[0]?.id === userId) lone.push(tenantId);
  }
  return lone;
}

/** The same of an account, for a page; what it says may have changed when somebody acts on it. */
export async function loneAdminshipsOf(db: Database, adminsOf: AdminsOf, accountId: string): Promise<string[]> {
  const users = await withTransactionAboveTenants(db, (tx) => usersOf(tx, accountId));
  const admins = await adminsOfAll(adminsOf, users);
  return withTransactionAboveTenants(db, (tx) => loneAdminships(tx, users, admins));
}

/** Asked before a transaction: it may have to wait for another process. */
export async function adminsOfAll(adminsOf: AdminsOf, users: readonly UserKey[]) {
  const all = users.map(async ({ tenantId }) => [tenantId, await adminsOf(tenantId)] as const);
  return new Map<string, readonly string[]>(await Promise.all(all));
}
