import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { shareTurn, takeTurn } from "@bulkhead/kernel/turn.ts";
import { SERVICE_ACCOUNT_COLUMNS, type ServiceAccountRow } from "./service-account-row.ts";

/** A service account, for a change of it: one at a time, and not while a key is made for it. Errors: NOT_FOUND. */
export function serviceAccountToChange(tx: Transaction, id: string): Promise<ServiceAccountRow> {
  return inTurn(tx, id, takeTurn(turnAt(id)));
}

/** The same, to make a key for it: until the transaction ends it stays as it is. */
export function serviceAccountToShare(tx: Transaction, id: string): Promise<ServiceAccountRow> {
  return inTurn(tx, id, shareTurn(turnAt(id)));
}

const turnAt = (id: string) => `service account ${id}`;

async function inTurn(tx: Transaction, id: string, turn: Statement): Promise<ServiceAccountRow> {
  const [, [row]] = await Promise.all([
    tx.query(turn),
    tx.query<ServiceAccountRow>({
      name: "service_account_in_turn",
      text: `select ${SERVICE_ACCOUNT_COLUMNS} from identity.service_account where tenant_id = $1 and id = $2`,
      values: [tx.tenantId, id],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

export function removedAlready(): AppError {
  return new AppError("CONFLICT", "This service account was removed. Create another one.");
}

/** The keys of an account that work, by uuid. */
export async function workingKeysOf(tx: Transaction, id: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: "keys_of_service_account",
    text: `select id from identity.api_key where tenant_id = $1 and service_account_id = $2 and revoked_at is null
           order by id`,
    values: [tx.tenantId, id],
  });
  return rows.map((row) => row.id);
}
