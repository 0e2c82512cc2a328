import type { Log } from "@bulkhead/kernel/log.ts";
import { type BreachedOptions, createBreachedPasswords } from "./breached/breached-passwords.ts";
import { isCommonPassword } from "./breached/common-passwords.ts";
import { foldPassword, isOfContext, isRepetitive } from "./breached/predictable.ts";

/** Whose password it is to be: what somebody who guesses would try first. */
export interface PasswordContext {
  email?: string;
  /** The person's own. */
  name?: string;
  tenantName?: string;
}

export interface PasswordFault {
  code: "BREACHED_PASSWORD" | "CONTEXT_PASSWORD" | "REPETITIVE_PASSWORD";
  message: string;
}

/** What a new password must not be (NIST SP 800-63B-4 section 3.1.1.2); how long it is, read-password.ts says. */
export interface PasswordPolicy {
  /** The first fault, or none. The password is in the form that is hashed, and in no fault or log line. */
  check(password: string, context: PasswordContext): Promise<PasswordFault[]>;
}

export interface PasswordPolicyOptions extends BreachedOptions {
  /** Names of the service itself. */
  serviceNames?: readonly string[];
  log: Log;
}

const FAULTS = {
  BREACHED_PASSWORD:
    "This password is in lists that attackers try first. Choose another; several words in a row are a good one.",
  CONTEXT_PASSWORD:
    "This password is little more than your name, your e-mail address or where you use it, which is tried first. Choose another; several words in a row are a good one.",
  REPETITIVE_PASSWORD:
    "This password is little more than the same or neighbouring characters in a row. Choose another; several words in a row are a good one.",
} as const;

/** Asked when a password is set, never when it is typed to sign in. */
export function createPasswordPolicy({ serviceNames = [], log, ...options }: PasswordPolicyOptions): PasswordPolicy {
  const breached = createBreachedPasswords({ ...options, log });

  async function faultOf(password: string, context: PasswordContext): Promise<PasswordFault["code"] | undefined> {
    const folded = foldPassword(password);
    if (isRepetitive(folded)) return "REPETITIVE_PASSWORD";
    if (isOfContext(folded, [...serviceNames, ...wordsOf(context)])) return "CONTEXT_PASSWORD";
    return (await isCommonPassword(password)) || (await breached.has(password)) ? "BREACHED_PASSWORD" : undefined;
  }

  return {
    async check(password, context) {
      const code = await faultOf(password, context);
      return code ? [{ code, message: FAULTS[code] }] : [];
    },
  };
}

/** Whole and in parts: of `ada.lovelace@mail.acme.example` also ada, lovelace, mail and acme. */
function wordsOf({ email = "", name = "", tenantName = "" }: PasswordContext): string[] {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  return [email, email.slice(0, Math.max(at, 0)), domain.replace(/\.[^.]*$/, ""), name, tenantName].flatMap((text) => [
    text,
    ...text.split(/[^\p{L}\p{N}]+/u),
  ]);
}
