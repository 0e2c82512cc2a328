import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { takeTurnOfAdmins } from "@bulkhead/kernel/turn.ts";
import type { AdminsOf } from "../membership.ts";
import { selectWaysIn } from "../ways-in.ts";
import type { UserKey } from "./account.ts";
import { usersOf } from "./account-events.ts";

type Admins = ReadonlyMap<string, readonly string[]>;

/**
 * The tenants of these users in which none but the user is an Admin who can sign in: not locked, and somebody's account.
 * Until the transaction ends nobody else takes an Admin of them away. `before` is what was asked before it: of the tenants
 * where the user was Admin then, tenancy is asked again, for others may have left since.
 */
export async function loneAdminships(
  tx: TransactionAboveTenants,
  users: readonly UserKey[],
  before: Admins,
  adminsOf: AdminsOf,
): Promise<string[]> {
  const adminships = users.filter(({ tenantId, userId }) => before.get(tenantId)?.includes(userId));
  await Promise.all(adminships.map(({ tenantId }) => takeTurnOfAdmins(tx, tenantId)));
  return loneAmong(tx, adminships, await adminsOfAll(adminsOf, adminships));
}

async function loneAmong(tx: TransactionAboveTenants, users: readonly UserKey[], adminsOf: Admins): Promise<string[]> {
  const lone: string[] = [];
  for (const { tenantId, userId } of users) {
    const admins = adminsOf.get(tenantId) ?? [];
    if (!admins.includes(userId)) continue;
    const ways = await tx.enter(tenantId).query<{ id: string }>(selectWaysIn(tenantId, admins));
    // A user who cannot sign in leaves nobody behind.
    if (ways.length === 1 && ways[0]?.id === userId) lone.push(tenantId);
  }
  return lone;
}

/** The same of an account, for a page; what it says may have changed when somebody acts on it. */
export async function loneAdminshipsOf(db: Database, adminsOf: AdminsOf, accountId: string): Promise<string[]> {
  const users = await withTransactionAboveTenants(db, (tx) => usersOf(tx, accountId));
  const admins = await adminsOfAll(adminsOf, users);
  return withTransactionAboveTenants(db, (tx) => loneAmong(tx, users, admins));
}

export async function adminsOfAll(adminsOf: AdminsOf, users: readonly UserKey[]) {
  const all = users.map(async ({ tenantId }) => [tenantId, await adminsOf(tenantId)] as const);
  return new Map<string, readonly string[]>(await Promise.all(all));
}
