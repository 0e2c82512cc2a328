import { tooManyAttempts } from "../attempts.ts";
import type { AnonymousRequest } from "../failed-attempts.ts";
import type { FactorDeps } from "./factor-change.ts";
import { takeRecoveryCode } from "./recovery-codes.ts";
import { recordRefusal } from "./refusals.ts";
import { takeTotp } from "./totp.ts";
import { isTotp } from "./totp-code.ts";

/**
 * Whether a code of an app or a recovery code counts. Attempts are counted by account and network before anything is
 * compared, apart from those of passwords: a new sign-in begins no new count. Errors: RATE_LIMITED.
 */
export async function verifyCode(
  deps: FactorDeps,
  request: AnonymousRequest,
  accountId: string,
  typed: string,
): Promise<{ by: "TOTP" | "RECOVERY_CODE" } | undefined> {
  const code = typed.normalize("NFKC").replace(/[\s-]/g, "");
  const by = isTotp(code) ? "TOTP" : "RECOVERY_CODE";
  const attempt = await deps.attempts.count(accountId, request.clientAddress, "code");
  if (!attempt.ok) {
    await recordRefusal(deps, request, { operation: "verify-code", accountId, reason: "TOO_MANY_ATTEMPTS" });
    throw tooManyAttempts(attempt.retryAfter);
  }
  const taking = by === "TOTP" ? takeTotp(deps, accountId, code) : takeRecoveryCode(deps, request, accountId, code);
  const taken = await taking.catch(async (error) => {
    await attempt.giveBack();
    throw error;
  });
  if (taken !== "TAKEN") return recordRefusal(deps, request, { operation: "verify-code", accountId, reason: taken });
  await attempt.succeed();
  return { by };
}
