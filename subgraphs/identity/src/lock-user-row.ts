import type { Transaction } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { USER_COLUMNS, type UserRow } from "./user-row.ts";

/** The user as it is until the transaction ends. Errors: NOT_FOUND. */
export async function lockUserRow(tx: Transaction, id: string): Promise<UserRow> {
  const [row] = await tx.query<UserRow>({
    name: "lock_user_row",
    text: `select ${USER_COLUMNS} from identity."user" where tenant_id = $1 and id = $2 for no key update`,
    values: [tx.tenantId, id],
  });
  if (!row) throw notFound();
  return row;
}

/** Sets or clears the time since when the row, held by this transaction, is locked. */
export async function setLocked(tx: Transaction, id: string, locked: boolean): Promise<UserRow> {
  const [row] = await tx.query<UserRow>({
    name: "set_user_locked",
    text: `update identity."user" set locked_at = case when $3 then now() end where tenant_id = $1 and id = $2
           returning ${USER_COLUMNS}`,
    values: [tx.tenantId, id, locked],
  });
  return row as UserRow;
}
