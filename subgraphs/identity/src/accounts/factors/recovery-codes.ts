import { queryOutsideTenants, type TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import { changeFactors, countFactors, type FactorDeps, type Told } from "./factor-change.ts";
import { digestRecoveryCode, newRecoveryCode, RECOVERY_CODES, readRecoveryCode } from "./recovery-code.ts";

export const CODES_MADE: Told = {
  type: "recovery-codes.made",
  action: "recovery-codes.make",
  template: "recovery-codes-made",
};

const codesUsed = (left: number): Told => ({
  type: "recovery-code.used",
  action: "recovery-code.use",
  template: "recovery-code-used",
  values: { left },
});

/** Ten new codes in the place of whatever codes there were. Errors: CONFLICT for an account without a factor. */
export function makeRecoveryCodes(deps: FactorDeps, request: AnonymousRequest, accountId: string): Promise<string[]> {
  return changeFactors(deps, request, accountId, { made: CODES_MADE }, async (tx) => {
    const { TOTP, PASSKEY } = await countFactors(tx.query, accountId);
    if (TOTP + PASSKEY === 0)
      throw new AppError("CONFLICT", "Recovery codes stand in for a second factor. Add one first.");
    return { answer: replaceCodes(tx, deps.keys.recoveryCodes, accountId), happened: ["made"] };
  });
}

export function replaceCodes(tx: TransactionAboveTenants, key: Buffer, accountId: string): string[] {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  dropCodes(tx, accountId);
  tx.atEnd({
    text: "insert into identity.recovery_code (digest, account_id) select unnest($1::bytea[]), $2",
    values: [codes.map((code) => digestRecoveryCode(key, accountId, code)), accountId],
  });
  return codes;
}

export function dropCodes(tx: TransactionAboveTenants, accountId: string): void {
  tx.atEnd({ text: "delete from identity.recovery_code where account_id = $1", values: [accountId] });
}

/** How many codes of an account still work. */
export async function countCodes({ db }: Pick<FactorDeps, "db">, accountId: string): Promise<number> {
  const [row] = await queryOutsideTenants<{ count: number }>(db, {
    name: "count_recovery_codes",
    text: "select count(*)::int as count from identity.recovery_code where account_id = $1 and used_at is null",
    values: [accountId],
  });
  return row?.count ?? 0;
}

/** Whether a code works, which it then does no longer: of any number of callers one gets true. */
export async function takeRecoveryCode(
  deps: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  code: string,
): Promise<"TAKEN" | "USED_CODE" | "WRONG_CODE"> {
  if (readRecoveryCode(code) === undefined) return "WRONG_CODE";
  const digest = digestRecoveryCode(deps.keys.recoveryCodes, accountId, code);
  const [found] = await queryOutsideTenants<{ used: boolean; unused: number }>(deps.db, {
    name: "find_recovery_code",
    text: `select used_at is not null as used, (select count(*)::int from identity.recovery_code
             where account_id = $2 and used_at is null) as unused
           from identity.recovery_code where digest = $1 and account_id = $2`,
    values: [digest, accountId],
  });
  if (!found) return "WRONG_CODE";
  if (found.used) return "USED_CODE";
  return changeFactors(deps, request, accountId, { used: codesUsed(found.unused - 1) }, async (tx) => {
    const values = [digest, accountId];
    const unused = "digest = $1 and account_id = $2 and used_at is null";
    const rows = await tx.query({ text: `select from identity.recovery_code where ${unused}`, values });
    if (rows.length === 0) return { answer: "USED_CODE", happened: [] };
    tx.surelyAtEnd({
      text: `update identity.recovery_code set used_at = now() where ${unused} returning 1`,
      values,
    });
    return { answer: "TAKEN", happened: ["used"] };
  });
}
