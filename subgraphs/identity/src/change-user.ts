import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import { USER_COLUMNS, type UserRow } from "./user-row.ts";

/** A user, for locking or unlocking them or sending them a link: one at a time. Errors: NOT_FOUND. */
export async function userToChange(tx: Transaction, id: string): Promise<UserRow> {
  const [, [row]] = await Promise.all([
    tx.query(takeTurn(`user ${id}`)),
    tx.query<UserRow>({
      name: "user_to_change",
      text: `select ${USER_COLUMNS} from identity."user" where tenant_id = $1 and id = $2`,
      values: [tx.tenantId, id],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

/** Sets or clears the time since when the user is locked. */
export function setLocked(tenantId: string, id: string, at: string | null): Statement {
  return {
    name: "set_user_locked",
    text: `update identity."user" set locked_at = $3 where tenant_id = $1 and id = $2`,
    values: [tenantId, id, at],
  };
}
