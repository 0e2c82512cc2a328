import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { UserKey } from "../account.ts";
import { type AnonymousRequest, type Denials, requestAs } from "../failed-attempts.ts";

/** What was refused, as the audit log calls it. */
export type RefusedOperation = "confirm-authenticator" | "verify-code" | "register-passkey" | "verify-passkey";

/** Why; nobody but the audit log learns which it was. */
export type FactorRefusal =
  | "TOO_MANY_ATTEMPTS"
  | "WRONG_CODE"
  | "USED_CODE"
  | "UNKNOWN_CHALLENGE"
  | "EXPIRED_CHALLENGE"
  | "USED_CHALLENGE"
  | "MALFORMED_ANSWER"
  | "WRONG_CHALLENGE"
  | "WRONG_ORIGIN"
  | "WRONG_RP_ID"
  | "WRONG_SIGNATURE"
  | "USER_NOT_VERIFIED"
  | "UNASKED_ATTESTATION"
  | "UNKNOWN_PASSKEY"
  | "PASSKEY_OF_ANOTHER"
  | "REGISTERED_PASSKEY"
  | "PASSKEY_FLAGGED"
  | "COUNTER_WENT_BACK"
  | "USER_LOCKED";

export interface Refusal {
  operation: RefusedOperation;
  /** Whose it is or would be; undefined when that is nobody. */
  accountId: string | undefined;
  reason: FactorRefusal;
}

/** Records a refusal with every tenant whose user the account is; of no account, with nobody's. */
export async function recordRefusal(
  { db, denials }: { db: Database; denials: Denials },
  request: AnonymousRequest,
  { operation, accountId, reason }: Refusal,
): Promise<undefined> {
  const users = accountId === undefined ? [] : await usersToTell(db, accountId);
  if (users.length === 0) denials.denyAnonymous(request.clientAddress, reason);
  for (const { tenantId, userId } of users)
    denials.deny(requestAs(request, tenantId, userId), { operation, coordinates: [], missing: [], reason });
}

async function usersToTell(db: Database, accountId: string): Promise<UserKey[]> {
  const rows = await queryOutsideTenants<{ tenant_id: string; user_id: string }>(db, {
    name: "users_to_tell",
    text: "select tenant_id, user_id from identity.account_user where account_id = $1 order by tenant_id",
    values: [accountId],
  });
  return rows.map(({ tenant_id: tenantId, user_id: userId }) => ({ tenantId, userId }));
}
