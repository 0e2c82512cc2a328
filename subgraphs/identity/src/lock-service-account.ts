import type { Transaction } from "@bulkhead/kernel/database.ts";
import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { SERVICE_ACCOUNT_COLUMNS, type ServiceAccountRow } from "./service-account-row.ts";

/** A service account until the transaction ends: for those who make a key of it to share, alone for those who change it. */
export async function lockServiceAccount(
  tx: Transaction,
  id: string,
  how: "share" | "no key update",
): Promise<ServiceAccountRow> {
  const [row] = await tx.query<ServiceAccountRow>({
    name: how === "share" ? "share_service_account" : "lock_service_account",
    text: `select ${SERVICE_ACCOUNT_COLUMNS} from identity.service_account where tenant_id = $1 and id = $2 for ${how}`,
    values: [tx.tenantId, id],
  });
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
