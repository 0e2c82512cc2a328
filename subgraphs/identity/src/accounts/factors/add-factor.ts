import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { countFactors, FactorDeps, Told } from "./factor-change.ts";
import type { Factor, FactorAdded } from "./factors.ts";
import { CODES_MADE, replaceCodes } from "./recovery-codes.ts";

/** What may happen when a factor is added: that it was, and that the account has recovery codes from now on. */
export function addedFactor(kind: Factor["kind"], name: string): Record<"added" | "made", Told> {
  return {
    added: {
      type: "factor.added",
      payload: { kind },
      action: "factor.add",
      detail: { kind },
      template: "factor-added",
      values: { factor: kind === "TOTP" ? "AUTHENTICATOR" : "PASSKEY", name },
    },
    made: CODES_MADE,
  };
}

/** After a factor was added in the transaction: the first one brings recovery codes, or losing it would be the end. */
export async function noteAdded(
  { keys }: FactorDeps,
  tx: TransactionAboveTenants,
  accountId: string,
  before: Awaited<ReturnType<typeof countFactors>>,
): Promise<{ answer: FactorAdded; happened: readonly ("added" | "made")[] }> {
  if (before.TOTP + before.PASSKEY > 0) return { answer: { recoveryCodes: undefined }, happened: ["added"] };
  const recoveryCodes = replaceCodes(tx, keys.recoveryCodes, accountId);
  return { answer: { recoveryCodes }, happened: ["added", "made"] };
}
