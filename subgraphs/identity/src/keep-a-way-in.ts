import type { Transaction } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { takeTurnOfAdmins } from "@bulkhead/kernel/turn.ts";
import type { IdentityContext } from "./context.ts";
import { selectWaysIn } from "./ways-in.ts";

/**
 * Refuses to lock a user whose tenant would be left without an Admin who can sign in; where none can, without one who may
 * yet come. Call it in the user's turn. Until the transaction ends nobody else takes an Admin of the tenant away.
 */
export async function keepAWayIn({ adminsOf }: IdentityContext, tx: Transaction, userId: string): Promise<void> {
  await takeTurnOfAdmins(tx, tx.tenantId);
  const admins = await adminsOf(tx.tenantId);
  if (!admins.includes(userId)) return;
  const ways = await tx.query<{ id: string }>(selectWaysIn(tx.tenantId, admins));
  if (ways.every(({ id }) => id === userId))
    throw new AppError(
      "CONFLICT",
      "This is the last Admin of the tenant who can sign in. Make another member Admin first, one who can.",
    );
}
