import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { MEMBER_COLUMNS, type MemberRow } from "./member-row.ts";
import { ADMIN } from "./roles.ts";

/**
 * Reads a member for a change that may take an Admin away. The tenant's row is locked first, so such changes of one
 * tenant happen one after the other: without it two Admins could remove each other, each seeing the other still there.
 * NO KEY UPDATE, because the foreign key of a member being added shares the row's key and need not wait.
 */
export async function lockMember(tx: Transaction, id: string): Promise<MemberRow> {
  const [, [row]] = await Promise.all([
    tx.query(lockTenant(tx.tenantId)),
    tx.query<MemberRow>({
      name: "locked_member",
      text: `select ${MEMBER_COLUMNS} from tenancy.member where tenant_id = $1 and id = $2`,
      values: [tx.tenantId, id],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/** The same of the member who a user is. */
export async function lockMemberOfUser(tx: Transaction, userId: string): Promise<MemberRow> {
  const [, [row]] = await Promise.all([
    tx.query(lockTenant(tx.tenantId)),
    tx.query<MemberRow>({
      name: "locked_member_of_user",
      text: `select ${MEMBER_COLUMNS} from tenancy.member where tenant_id = $1 and user_id = $2`,
      values: [tx.tenantId, userId],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/** What is sent after it reads what was committed before the lock was had. */
export function lockTenant(tenantId: string): Statement {
  return {
    name: "lock_tenant",
    text: "select from tenancy.tenant where tenant_id = $1 for no key update",
    values: [tenantId],
  };
}

/** Ends a membership. Call it under the lock, once `keepAnAdmin` has let it pass. */
export function endMembership(tenantId: string, id: string): Statement {
  return {
    name: "end_membership",
    text: "delete from tenancy.member where tenant_id = $1 and id = $2",
    values: [tenantId, id],
  };
}

/** Refuses what would leave the tenant without an Admin. Call it under the lock. */
export async function keepAnAdmin(tx: Transaction, leaving: MemberRow): Promise<void> {
  if (leaving.role !== ADMIN) return;
  const others = await tx.query({
    name: "other_admin",
    text: "select from tenancy.member where tenant_id = $1 and role = $2 and id <> $3 limit 1",
    values: [tx.tenantId, ADMIN, leaving.id],
  });
  if (others.length === 0)
    throw new AppError("CONFLICT", "This is the last Admin of the tenant. Make another member Admin first.");
}
