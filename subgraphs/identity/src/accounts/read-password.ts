import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { PasswordContext, PasswordPolicy } from "./password-policy.ts";

/** In code points. NIST SP 800-63B-4 section 3.1.1.2 asks for length alone, and for 64 or more to be accepted. */
export const MIN_PASSWORD = 12;
export const MAX_PASSWORD = 200;
const CONTROL = /\p{Cc}/u;
const SPACE = /\p{Zs}/gu;

/**
 * The form in which passwords are hashed and compared, by the profile OpaqueString of RFC 8265 section 4.2: every kind of
 * space is the plain one, and letters are composed (NFC), so that one password typed on two keyboards is the same bytes.
 */
export function passwordText(value: string): string {
  return value.replace(SPACE, " ").normalize("NFC");
}

/**
 * A new password in the form that is hashed: the one way in wherever a password is set. Faults are added to `faults`; a
 * value is never quoted in them.
 */
export async function readNewPassword(
  policy: PasswordPolicy,
  value: string,
  path: string,
  context: PasswordContext,
  faults: FieldFault[],
): Promise<string> {
  const password = passwordText(value);
  const length = [...password].length;
  if (length < MIN_PASSWORD || length > MAX_PASSWORD)
    faults.push({
      path,
      code: "INVALID_LENGTH",
      message: `Give a password of ${MIN_PASSWORD} to ${MAX_PASSWORD} characters; several words in a row are a good one.`,
    });
  else if (!isStorable(password))
    faults.push({ path, code: "INVALID_CHARACTER", message: "Leave out control characters." });
  else for (const fault of await policy.check(password, context)) faults.push({ path, ...fault });
  return password;
}

/**
 * What is typed where a password is asked for, in the form that is compared. What no account can have becomes the empty
 * text, which is nobody's password, so that it costs what every wrong one costs and no more.
 */
export function typedPassword(value: string): string {
  // Composing shortens a text at most to a quarter, and what is far too long need not be composed to be refused.
  if (value.length > 8 * MAX_PASSWORD) return "";
  const password = passwordText(value);
  return [...password].length > MAX_PASSWORD || !isStorable(password) ? "" : password;
}

/** A lone surrogate has no UTF-8: all of them would be the same password. */
function isStorable(password: string): boolean {
  return password.isWellFormed() && !CONTROL.test(password);
}
