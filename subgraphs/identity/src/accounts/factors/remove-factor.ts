import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import { changeFactors, countFactors, type FactorDeps } from "./factor-change.ts";
import type { Factor } from "./factors.ts";
import { dropCodes } from "./recovery-codes.ts";

interface Removable {
  kind: Factor["kind"];
  name: string;
}

/** False when the account has no such factor. With the last one the recovery codes are void, which stood in for it. */
export async function removeFactor(
  deps: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  id: string,
): Promise<boolean> {
  const [found] = await queryOutsideTenants<Removable>(deps.db, {
    name: "find_factor",
    text: `select 'TOTP' as kind, name from identity.totp
           where id::text = $1 and account_id = $2 and confirmed_at is not null
           union all select 'PASSKEY', name from identity.passkey where id::text = $1 and account_id = $2`,
    values: [id, accountId],
  });
  if (!found) return false;
  const { kind, name } = found;
  const removed = {
    type: "factor.removed",
    payload: { kind },
    action: "factor.remove",
    detail: { kind },
    template: "factor-removed" as const,
    values: { factor: kind === "TOTP" ? "AUTHENTICATOR" : "PASSKEY", name },
  };
  return changeFactors(deps, request, accountId, { removed }, async (tx) => {
    const values = [id, accountId];
    const own = `identity.${kind === "TOTP" ? "totp" : "passkey"} where id = $1 and account_id = $2`;
    const [rows, before] = await Promise.all([
      tx.query({ text: `select from ${own}`, values }),
      countFactors(tx.query, accountId),
    ]);
    if (rows.length === 0) return { answer: false, happened: [] };
    tx.surelyAtEnd({ text: `delete from ${own} returning 1`, values });
    if (before.TOTP + before.PASSKEY === 1) dropCodes(tx, accountId);
    return { answer: true, happened: ["removed"] };
  });
}
