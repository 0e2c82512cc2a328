import { type PasswordFaultCode, passwordSentence } from "./new-password.ts";
import { TEXTS } from "./texts.ts";

/** Why a page about one's own account is shown again. */
export type AccountFault =
  | { code: "EMAIL" | "SAME_EMAIL" | "NAME" | "WRONG_PASSWORD" | "BUSY" }
  | { code: "TOO_MANY_ATTEMPTS" | "TOO_MANY_MAILS"; minutes: number }
  | { code: "NEW_PASSWORD"; rule: PasswordFaultCode };

/** How many characters a password has. */
export interface PasswordLength {
  min: number;
  max: number;
}

const FIELDS: Readonly<Partial<Record<AccountFault["code"], "email" | "name" | "password" | "current">>> = {
  EMAIL: "email",
  SAME_EMAIL: "email",
  NAME: "name",
  NEW_PASSWORD: "password",
  WRONG_PASSWORD: "current",
};

/** Whether a fault is about the field of this name. */
export function isAbout(fault: AccountFault | undefined, field: string): boolean {
  return fault !== undefined && FIELDS[fault.code] === field;
}

export function faultSentence(fault: AccountFault | undefined, length?: PasswordLength): string | undefined {
  const { faults } = TEXTS.accounts;
  if (!fault) return undefined;
  switch (fault.code) {
    case "TOO_MANY_ATTEMPTS":
    case "TOO_MANY_MAILS":
      return faults[fault.code](fault.minutes);
    case "NEW_PASSWORD":
      return passwordSentence(fault.rule, length ?? { min: 0, max: 0 });
    default:
      return faults[fault.code]();
  }
}
