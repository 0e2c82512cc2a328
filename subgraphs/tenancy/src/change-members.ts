import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { requireHolds } from "@bulkhead/kernel/principal.ts";
import { shareTurn, takeTurn, takeTurnOfAdmins } from "@bulkhead/kernel/turn.ts";
import type { TenancyContext } from "./context.ts";
import { MEMBER_COLUMNS, type MemberRow } from "./member-row.ts";
import { roleIn } from "./role-row.ts";
import { ADMIN, predefinedRole } from "./roles.ts";

/**
 * Reads a member for a change that may take an Admin away. Such changes of one tenant happen one after the other: without
 * it two Admins could remove each other, each seeing the other still there.
 */
export async function memberToChange(tx: Transaction, id: string): Promise<MemberRow> {
  const [, [row]] = await Promise.all([
    tx.query(turnAtTenant(tx.tenantId)),
    tx.query<MemberRow>({
      name: "member_to_change",
      text: `select ${MEMBER_COLUMNS} from tenancy.member where tenant_id = $1 and id = $2`,
      values: [tx.tenantId, id],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/** The same of the member who a user is. */
export async function memberOfUserToChange(tx: Transaction, userId: string): Promise<MemberRow> {
  const [, [row]] = await Promise.all([
    tx.query(turnAtTenant(tx.tenantId)),
    tx.query<MemberRow>({
      name: "member_of_user_to_change",
      text: `select ${MEMBER_COLUMNS} from tenancy.member where tenant_id = $1 and user_id = $2`,
      values: [tx.tenantId, userId],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/**
 * The turn of whoever changes a tenant's status or plan, ends its memberships, or changes its invitations. What is sent
 * after it reads what the one before has left.
 */
export function turnAtTenant(tenantId: string): Statement {
  return takeTurn(nameOfTurn(tenantId));
}

/** The turn of whoever relies on it that none of this happens meanwhile; any number of them at a time. */
export function shareTurnAtTenant(tenantId: string): Statement {
  return shareTurn(nameOfTurn(tenantId));
}

const nameOfTurn = (tenantId: string) => `tenant ${tenantId}`;

/**
 * Ends a membership, and remembers whose it was: they do not come back by a domain alone. Call it in the tenant's turn, once
 * `keepAnAdmin` has let it pass.
 */
export function endMembership(tenantId: string, id: string): Statement {
  return {
    name: "end_membership",
    text: `with ended as (delete from tenancy.member where tenant_id = $1 and id = $2 returning tenant_id, user_id)
           insert into tenancy.former_member (tenant_id, user_id) select tenant_id, user_id from ended
           on conflict do nothing`,
    values: [tenantId, id],
  };
}

/** Nobody takes away what they could not give: as `grantableRole`, of the role that a member has. Call it in the tenant's turn. */
export async function requireHoldsRoleOf(
  ctx: TenancyContext,
  tx: Transaction,
  { role: name }: MemberRow,
): Promise<void> {
  const role = predefinedRole(name) ?? (await roleIn(tx, name));
  if (role) requireHolds(ctx, role);
}

/** More than are ever asked about. */
const MAX_ADMINS = 1_000;

/**
 * Refuses what would leave the tenant without an Admin who can sign in. Where none of them all can, those who never came are
 * the way in, and one of them stays; where all are locked, one stays who is Admin at least. Call it in the tenant's turn:
 * it takes that of the Admins, which comes after the tenant's here as everywhere, and asks identity under it.
 */
export async function keepAnAdmin(
  { waysIn }: Pick<TenancyContext, "waysIn">,
  tx: Transaction,
  leaving: MemberRow,
): Promise<void> {
  if (leaving.role !== ADMIN) return;
  await takeTurnOfAdmins(tx, tx.tenantId);
  const admins = await tx.query<{ user_id: string }>({
    name: "admins_to_keep_one_of",
    text: `select user_id from tenancy.member where tenant_id = $1 and role = $2
           order by id <> $3, id desc limit ${MAX_ADMINS}`,
    values: [tx.tenantId, ADMIN, leaving.id],
  });
  const all = admins.map(({ user_id: userId }) => userId);
  const ways = await waysIn(tx.tenantId, all);
  if ((ways.length > 0 ? ways : all).every((userId) => userId === leaving.user_id))
    throw new AppError(
      "CONFLICT",
      "This is the last Admin of the tenant who can sign in. Make another member Admin first, one who can.",
    );
}
