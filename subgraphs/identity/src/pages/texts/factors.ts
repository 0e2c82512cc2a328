import { type Html, html } from "../html.ts";

/** Words of the pages about second factors, and of what other pages show of passkeys. */
export const PASSKEY_TEXTS = {
  title: "Passkeys and security keys",
  lead: "Sign in with your fingerprint, face or PIN, or with a security key. No look-alike page can steal a passkey.",
  use: "Sign in with a passkey",
  add: "Add a passkey",
  name: "Name",
  nameRule: "So that you recognise it later, such as the device it is on.",
  failed: {
    get: "No passkey was used. Try again, or sign in another way.",
    create: "No passkey was made. Try again; perhaps this device has one for your account already.",
  },
  absent: {
    get: "Passkeys need JavaScript and a browser that knows them.",
    create: "To add a passkey, turn JavaScript on, in a browser that knows passkeys.",
  },
  notOffered: "Passkeys do not work at this address: they need a host name and TLS.",
  faults: {
    REFUSED: "This passkey was not accepted. Try again.",
    KNOWN: "This passkey is registered already.",
    TOO_MANY: "You have as many passkeys as an account can have. Remove one first.",
    NAME: "Give a name of 1 to 200 characters.",
  },
} as const;

export const AUTHENTICATOR_TEXTS = {
  title: "Authenticator app",
  lead: "An app on your phone that shows a new code every half minute. Scan the square with it, then enter the code it shows.",
  qr: "QR code of the secret",
  open: "Open in an app on this device",
  byHand: "Or type this secret into the app:",
  name: "Name",
  defaultName: "Authenticator app",
  code: "Code from the app",
  submit: "Add the app",
  faults: {
    WRONG_CODE: () => "This code does not fit. Wait for the next one; is the clock of your phone right?",
    EXPIRED: () => "The secret has expired. Scan this new one.",
    NAME: () => "Give a name of 1 to 200 characters.",
    TOO_MANY: () => "You have as many apps as an account can have. Remove one first.",
    TOO_MANY_ATTEMPTS: (wait: number) =>
      `Too many wrong codes. Try again in ${wait === 1 ? "1 minute" : `${wait} minutes`}.`,
  },
} as const;

export const RECOVERY_TEXTS = {
  title: "Recovery codes",
  left: (count: number) =>
    count === 1 ? "One code is left." : count === 0 ? "No code is left." : `${count} codes are left.`,
  lead: "A recovery code lets you in once when your phone or key is lost. New codes void the old ones.",
  none: "Recovery codes stand in for a second factor. Add an authenticator app or a passkey first.",
  make: "Make new codes",
  madeTitle: "Keep these codes",
  made: "Each lets you in once when your phone or key is lost. Print them, or put them where you keep your passwords: they are not shown again.",
  done: "I have kept them",
} as const;

export const REMOVE_TEXTS = {
  title: "Remove a factor",
  choose: "Choose what you no longer want to sign in with.",
  none: "There is none to remove.",
  confirmTitle: "Remove it?",
  confirm: (name: Html) => html`You will no longer be able to sign in with ${name}. You are told by mail.`,
  last: "It is your last one: your recovery codes become void, and your password alone opens your account.",
  submit: "Remove",
  keep: "Keep it",
  kinds: { TOTP: "Authenticator app", PASSKEY: "Passkey" },
  added: (date: string) => `added on ${date}`,
  used: (date: string) => `last used on ${date}`,
  synced: "on all your devices",
  flagged: "Copied: it opens nothing any more. Remove it.",
  hint: "Choose one to remove it.",
} as const;

export const FACTORS_TEXTS = {
  title: "What signs you in",
  lead: "These stand beside your password. If you do not know one, somebody else may have added it: open it to remove it.",
  none: "Nothing but your password signs you in.",
  keep: "Keep only this",
  keepIs:
    "Keeping only one removes all others, signs you out everywhere else, and gives you new recovery codes: what you had before opens nothing any more.",
  changed: "Somebody has changed these meanwhile, perhaps you in another tab. Nothing was removed; look again.",
  left: "The reset has left what else you sign in with:",
  codesLeft: (count: number) => (count === 1 ? "and one recovery code" : `and ${count} recovery codes`),
  unknown: "If you do not know one of them, somebody else may have added it. Sign in and remove it.",
  through: "Sign in and look through them",
} as const;

export const ACCOUNT_TEXTS = {
  title: "Your account",
  back: "Back to your account",
  email: "E-mail address",
  password: "Password",
  passwordSince: (date: string) => `set on ${date}`,
  factors: (count: number) => (count === 0 ? "none" : String(count)),
  codes: (count: number) => `${count} left`,
  sessions: "Where you are signed in",
  sessionsHint: "see and end them",
  export: "Your data",
  exportHint: "download what is kept about you",
  delete: "Delete your account",
  deleteHint: "for good",
  signOut: "Sign out",
} as const;

/** `29 November 2026`, of a moment in RFC 3339. */
export function dateWords(moment: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(moment));
}
