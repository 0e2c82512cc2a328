import { type Html, html } from "../html.ts";

/** `1 minute`, `5 minutes`. */
export function minutes(count: number): string {
  return count === 1 ? "1 minute" : `${count} minutes`;
}

/** Words of the pages where somebody says who they are. */
export const SIGN_IN_TEXTS = {
  title: "Sign in",
  to: (client: Html) => html`to continue to ${client}`,
  toTenant: (client: Html, tenant: Html) => html`to continue to ${client} in ${tenant}`,
  toAccount: "to see and change your account",
  submit: "Sign in",
  or: "or",
  forgot: "Forgot your password?",
  signUp: "Create an account",
  faults: {
    WRONG_CREDENTIALS: () => "E-mail address or password is wrong. Check both and try again.",
    WRONG_CODE: () => "This code does not work. Wait for the next one, or use a recovery code. Each works once.",
    WRONG_PASSKEY: () => "This passkey did not work here. Try again, or sign in another way.",
    TOO_MANY_ATTEMPTS: (wait: number) => `Too many attempts. Try again in ${minutes(wait)}.`,
    BUSY: () => "Many people are signing in just now. Try again in a moment.",
    EXPIRED: () => "That took too long. Sign in again to go on.",
    NO_ACCESS: () => "You signed in, but your account has no access to this application. Ask an Admin to add you.",
  },
} as const;

export const SECOND_FACTOR_TEXTS = {
  title: "Confirm that it is you",
  lead: "One more step, so that your password alone opens nothing.",
  leadTo: (tenant: Html) => html`One more step to enter ${tenant}, so that your password alone opens nothing.`,
  code: "Code",
  codeRule: "Six digits from your authenticator app, or a recovery code.",
  submit: "Continue",
  usePasskey: "Use your passkey",
  passkeyOnly:
    "Only a passkey or security key will do. Lost it? Sign in to your account with a recovery code and add another.",
} as const;

export const ENROLMENT_TEXTS = {
  title: "Protect your account",
  demanded: (tenant: Html) => html`${tenant} asks everybody for a second step when they sign in. Set yours up now.`,
  demandedPasskey: (tenant: Html) => html`${tenant} lets people in by passkey or security key only. Set yours up now.`,
  noticed: (tenant: Html, day: string) =>
    html`From ${day}, ${tenant} asks everybody for a second step when they sign in. Set yours up before that day.`,
  noticedPasskey: (tenant: Html, day: string) =>
    html`From ${day}, ${tenant} lets people in by passkey or security key only. Set yours up before that day.`,
  byPasskey: "Set up a passkey",
  byApp: "Set up an authenticator app",
  passkeyIs: "Your fingerprint, face or PIN, or a security key. The safest way, and the quickest.",
  appIs: "An app on your phone shows a new code every 30 seconds.",
  later: "Not now",
  noPasskeys: "This installation runs at an address where browsers offer no passkeys. Tell those who run it.",
} as const;
