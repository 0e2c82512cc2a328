import { TEXTS } from "./texts.ts";

/** The codes of `readNewPassword`; each has a sentence on every page that takes a new password. */
export type PasswordFaultCode = keyof typeof TEXTS.newPassword.faults;

export function passwordFaultOf(code: string | undefined): PasswordFaultCode | undefined {
  return code !== undefined && Object.hasOwn(TEXTS.newPassword.faults, code) ? (code as PasswordFaultCode) : undefined;
}

export function passwordSentence(code: PasswordFaultCode, length: { min: number; max: number }): string {
  return TEXTS.newPassword.faults[code](length);
}
