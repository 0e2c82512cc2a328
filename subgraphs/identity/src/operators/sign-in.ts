import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { tooManyAttempts } from "../accounts/attempts.ts";
import { isTotp, stepsOf } from "../accounts/factors/totp-code.ts";
import type { AnonymousRequest } from "../accounts/failed-attempts.ts";
import { unmatchableHash } from "../accounts/password-hash.ts";
import { typedPassword } from "../accounts/read-password.ts";
import { emailKey, readEmail } from "../email.ts";
import type { OperatorDeps } from "./deps.ts";
import { openTotp } from "./links.ts";
import { refuse } from "./record.ts";
import { beginSession, completeSession, type OperatorSession } from "./sessions.ts";

const nobodysHash = unmatchableHash();

interface PasswordRow {
  id: string;
  password_hash: string | null;
}

/**
 * The first of two steps: what the cookie is to hold, or undefined whatever was wrong. Counted, hashed and refused as the
 * sign-in of a person is, in counts of its own. Errors: RATE_LIMITED, UNAVAILABLE.
 */
export async function signIn(
  deps: OperatorDeps,
  request: AnonymousRequest,
  { email, password, userAgent }: { email: string; password: string; userAgent: string },
): Promise<string | undefined> {
  const key = keyOf(email);
  const [row] = await queryOutsideTenants<PasswordRow>(deps.db, {
    name: "operator_password",
    text: "select id, password_hash from identity.operator where email_key = $1 and removed_at is null",
    values: [key ?? ""],
  });
  const fail = (reason: string) =>
    refuse(deps, request, { operatorId: row?.id, operation: "sign-in-operator", reason });
  const attempt = await deps.attempts.count(`operator ${key ?? email}`, request.clientAddress);
  if (!attempt.ok) {
    fail("TOO_MANY_ATTEMPTS");
    throw tooManyAttempts(attempt.retryAfter);
  }
  const hash = row?.password_hash ?? nobodysHash;
  const matches = await deps.passwords.verify(hash, typedPassword(password)).catch(async (error) => {
    await attempt.giveBack();
    throw error;
  });
  if (!row || !matches) return fail(row ? "WRONG_PASSWORD" : "UNKNOWN_ACCOUNT");
  await attempt.succeed();
  return beginSession(deps, row.id, { userAgent, clientAddress: request.clientAddress });
}

/** The second step: the cookie of a session that opens something, or undefined for a code that does not count. */
export async function proveCode(
  deps: OperatorDeps,
  request: AnonymousRequest,
  session: OperatorSession,
  typed: string,
): Promise<string | undefined> {
  const { operatorId } = session;
  const fail = (reason: string) => refuse(deps, request, { operatorId, operation: "sign-in-operator", reason });
  const attempt = await deps.attempts.count(`operator ${operatorId}`, request.clientAddress, "code");
  if (!attempt.ok) {
    fail("TOO_MANY_ATTEMPTS");
    throw tooManyAttempts(attempt.retryAfter);
  }
  const code = typed.normalize("NFKC").replace(/\s/g, "");
  if (!isTotp(code) || !(await takeTotp(deps, operatorId, code))) return fail("WRONG_CODE");
  await attempt.succeed();
  return completeSession(deps, request, session);
}

/** Whether a code is the app's now; it is then none any more, in any process. */
async function takeTotp(deps: OperatorDeps, operatorId: string, code: string): Promise<boolean> {
  const [row] = await queryOutsideTenants<{ totp_sealed: Buffer }>(deps.db, {
    name: "operator_totp",
    text: "select totp_sealed from identity.operator where id = $1 and removed_at is null and totp_sealed is not null",
    values: [operatorId],
  });
  if (!row) return false;
  const [step] = stepsOf(await openTotp(deps, operatorId, row.totp_sealed), code, deps.now());
  if (step === undefined) return false;
  const taken = await queryOutsideTenants(deps.db, {
    name: "take_operator_totp",
    text: "update identity.operator set totp_last_step = $2 where id = $1 and totp_last_step < $2 returning 1",
    values: [operatorId, step],
  });
  return taken.length > 0;
}

/** The e-mail address as it is looked up; undefined for a text that is none. */
function keyOf(email: string): string | undefined {
  const faults: Parameters<typeof readEmail>[2] = [];
  const read = readEmail(email.trim(), "email", faults);
  return faults.length > 0 ? undefined : emailKey(read);
}
