import { type Html, html } from "../html.ts";

/** Words of the pages on which a person sees where they are signed in, takes their data along, and leaves. */
export const SESSION_TEXTS = {
  title: "Where you are signed in",
  lead: "If you do not know one of these, sign it out and then change your password.",
  current: "This browser",
  from: (address: Html) => html`from ${address}`,
  since: (time: Html) => html`since ${time}`,
  lastUsed: (time: Html) => html`last used ${time}`,
  end: "Sign out",
  endOthers: "Sign out everywhere else",
  done: {
    one: "It is signed out, and so is every application that was used there.",
    others: "You are signed out everywhere but here.",
  },
  back: "Back to your account",
} as const;

export const EXPORT_TEXTS = {
  title: "A copy of your data",
  lead: "One file with everything that is kept of your account: who you are in each tenant, how and where you sign in, and what you let applications do. Passwords and keys are not in it.",
  scope: "What you did inside a tenant is that tenant's. Ask its Admins for it.",
  submit: "Download",
} as const;

export const DELETE_TEXTS = {
  title: "Delete your account",
  lead: "This cannot be undone. You are signed out everywhere, and your password, passkeys and codes are gone.",
  tenants: "You can no longer work in:",
  role: (tenant: Html, role: string) => html`${tenant}, as ${role}`,
  records: "What you did there stays, under your name there. Only an Admin can invite you again.",
  confirm: "Type your e-mail address to confirm",
  submit: "Delete my account",
  stay: "Keep it",
  faults: { WRONG_EMAIL: "This is not the e-mail address of your account. Nothing was deleted." },
  lastAdmin: {
    title: "You are the last Admin",
    lead: "Without you nobody could look after these, so your account was not deleted:",
    handOver: "Make somebody else Admin there who can sign in. Then come back.",
    close: "If one is no longer needed, ask those who run this installation to close it.",
  },
  doneTitle: "Your account is deleted",
  done: (email: Html) => html`Nothing is kept of ${email} here any more. You can close this page.`,
} as const;
