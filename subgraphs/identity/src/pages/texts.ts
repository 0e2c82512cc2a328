import type { Permission } from "@bulkhead/kernel/permission.ts";
import { type Html, html } from "./html.ts";
import { ACCOUNTS_TEXTS } from "./texts/accounts.ts";
import {
  ACCOUNT_TEXTS,
  AUTHENTICATOR_TEXTS,
  FACTORS_TEXTS,
  PASSKEY_TEXTS,
  RECOVERY_TEXTS,
  REMOVE_TEXTS,
} from "./texts/factors.ts";
import { INVITATION_TEXTS } from "./texts/invitation.ts";
import { NEW_PASSWORD_TEXTS } from "./texts/new-password.ts";
import { OPERATOR_TEXTS } from "./texts/operators.ts";
import { DELETE_TEXTS, EXPORT_TEXTS, SESSION_TEXTS } from "./texts/sessions.ts";
import { ENROLMENT_TEXTS, minutes, SECOND_FACTOR_TEXTS, SIGN_IN_TEXTS } from "./texts/sign-in.ts";
import { TENANT_TEXTS } from "./texts/tenants.ts";

/**
 * Every word of the pages, in English; a translation is another object like this one. Sentences that hold a name are
 * functions of it, so that a language can put it where it belongs.
 */
export const TEXTS = {
  language: "en",
  /** How days and hours are written (BCP 47). */
  dates: "en-GB",
  product: "Bulkhead",
  faultTitle: "Error: ",
  email: "E-mail address",
  password: "Password",
  cancel: "Cancel",
  continue: "Continue",
  signedInAs: (email: Html) => html`Signed in as ${email}`,

  account: ACCOUNT_TEXTS,
  passkeys: PASSKEY_TEXTS,
  authenticator: AUTHENTICATOR_TEXTS,
  recoveryCodes: RECOVERY_TEXTS,
  removeFactor: REMOVE_TEXTS,
  factors: FACTORS_TEXTS,

  accounts: ACCOUNTS_TEXTS,
  invitation: INVITATION_TEXTS,
  tenants: TENANT_TEXTS,

  signIn: SIGN_IN_TEXTS,
  secondFactor: SECOND_FACTOR_TEXTS,
  enrolment: ENROLMENT_TEXTS,

  chooseTenant: {
    title: "Where do you want to work?",
    lead: (client: Html) => html`${client} will work in the one that you choose and see no other.`,
    role: (role: string) => html`as ${role}`,
    suspended: "Suspended: you can look, and take your data along",
  },

  consent: {
    title: "Allow access?",
    asks: (client: Html, tenant: Html) => html`${client} asks to act for you in ${tenant}. It would be able to:`,
    registeredBy: (tenant: Html) => html`An Admin of ${tenant} registered it.`,
    ofInstallation: "It belongs to this installation.",
    leadsTo: (address: Html) => html`You go on to ${address}.`,
    bounds: "It can never do more than your role allows, and no longer than you are a member.",
    allow: "Allow",
    deny: "Do not allow",
    fullRole: (tenant: Html) => html`do everything that your role in ${tenant} allows`,
    otherScope: (scope: Html) => html`use ${scope}`,
  },

  device: {
    title: "Connect a device",
    lead: "Enter the code that your device shows.",
    code: "Code",
    faults: {
      MISSING: "Enter the code first.",
      WRONG: "This code does not work. Check it, or start again on your device for a new one.",
      ABORTED: "Stopped. The device was not connected.",
      FAILED: "The device could not be connected. Start again on it for a new code.",
    },
    confirmTitle: "Is this your device?",
    confirmLead: (client: Html) => html`${client} wants to sign in on it as you, and shows this code there:`,
    warning: "Continue only if you started this yourself and have the device before you. Nobody else needs your code.",
    address: "Network address",
    agent: "Program",
    confirm: "Yes, connect it",
    refuse: "No, stop",
    doneTitle: "Device connected",
    done: (client: Html) => html`${client} is now signed in on your device. You can close this page.`,
  },

  signOut: {
    title: "Sign out?",
    lead: "You leave every application that you signed in to from this browser.",
    leadOf: (email: Html) =>
      html`You are signed in as ${email}. You leave every application that you signed in to from this browser.`,
    submit: "Sign out",
    stay: "Stay signed in",
    doneTitle: "You are signed out",
    done: "You can close this page.",
    doneOf: (client: Html) => html`You left ${client}. You can close this page.`,
  },

  activate: {
    title: "Set your password",
    lead: (name: Html, tenant: Html) => html`Welcome, ${name}. With it you can sign in to ${tenant}.`,
    rule: (min: number, max: number) =>
      `${min} to ${max} characters; a few words make a good one. If you already sign in here with this address, enter the password you have.`,
    submit: "Set password",
    faults: {
      PASSWORD_REFUSED: () =>
        "This password was not accepted. If you already sign in with this address, enter that password.",
      TOO_MANY_ATTEMPTS: (wait: number) => `Too many attempts. Try again in ${minutes(wait)}.`,
      BUSY: () => "Many people are signing in just now. Try again in a moment.",
    },
    doneTitle: "You are all set",
    done: (email: Html, tenant: Html) =>
      html`You can now sign in to ${tenant} as ${email}. Go back to the application that you want to use.`,
  },

  operators: OPERATOR_TEXTS,
  sessions: SESSION_TEXTS,
  exportAccount: EXPORT_TEXTS,
  deleteAccount: DELETE_TEXTS,
  newPassword: NEW_PASSWORD_TEXTS,

  resume: {
    title: "One more step",
    lead: "Continue to go on where you left off.",
  },

  onward: {
    title: "One moment",
    lead: "You are on your way. If nothing happens, continue here.",
  },

  error: {
    code: "Error",
    requestId: "Request id",
    status: "Status",
  },
} as const;

/** What an application may do, as the end of the sentence "It would be able to …". */
export const OPENID_SENTENCES: Readonly<Record<string, string>> = {
  openid: "know which user of the tenant you are",
  profile: "see your name",
  email: "see your e-mail address",
  offline_access: "stay connected while you are away",
};

/** A permission without a sentence does not compile. */
export const PERMISSION_SENTENCES: Readonly<Record<Permission, string>> = {
  "tenant:read": "see the tenant's name and state",
  "tenant-config:read": "see the tenant's settings",
  "tenant-config:update": "change the tenant's settings, and how everybody must sign in",
  "tenant-config:rollback": "take the tenant's settings back to an earlier version",
  "tenant:close": "close the tenant, after which everything it has is destroyed",
  "tenant:reopen": "keep a tenant open that is being closed",
  "tenant:leave": "end your own membership of the tenant",
  "tenant-export:read": "see and download exports of everything that the tenant has",
  "tenant-export:create": "export everything that the tenant has",
  "usage:read": "see what the tenant uses",
  "domain:read": "see the tenant's domains",
  "domain:add": "add domains to the tenant",
  "domain:update": "change what the tenant's domains offer to people",
  "domain:verify": "have the tenant's domains verified",
  "domain:remove": "remove domains of the tenant",
  "join-request:read": "see who wants to join the tenant",
  "join-request:approve": "let people join who want to",
  "join-request:decline": "decline people who want to join",
  "invitation:read": "see who is invited",
  "member:invite": "invite people",
  "invitation:resend": "send invitations again",
  "invitation:revoke": "revoke invitations",
  "member:read": "see who the members are, and their roles",
  "member:add": "add members",
  "member:remove": "remove members",
  "member-role:change": "change the roles of members",
  "role:read": "see which roles there are",
  "role:create": "make roles",
  "role:update": "change what roles allow",
  "role:delete": "delete roles",
  "user:read": "see users, with their names and e-mail addresses",
  "user:create": "register users",
  "user:lock": "lock users out",
  "user:unlock": "let locked users in again",
  "activation-link:create": "make the links with which users set their first password",
  "service-account:read": "see service accounts",
  "service-account:create": "make service accounts",
  "service-account:remove": "remove service accounts",
  "service-account-role:change": "change the roles of service accounts",
  "api-key:read": "see API keys, without their secrets",
  "api-key:create": "make API keys",
  "api-key:revoke": "revoke API keys",
  "oauth-client:read": "see registered applications",
  "oauth-client:create": "register applications",
  "oauth-client:revoke": "revoke applications",
  "oauth-client-secret:rotate": "replace the secrets of applications",
  "collection:read": "see collections and their schemas",
  "collection:define": "define collections",
  "collection:update": "change the schemas of collections",
  "collection-migration:cancel": "cancel migrations of collections",
  "record:read": "read records",
  "record:create": "add records",
  "record:update": "change records",
  "record:delete": "delete records",
  "record:restore": "bring deleted records and older versions back",
  "record:purge": "remove deleted records for good",
  "records:update": "change many records at once",
  "records:delete": "delete many records at once",
  "bulk-change:read": "see changes of many records",
  "bulk-change:cancel": "stop changes of many records",
  "import:read": "see imports and what they rejected",
  "import:create": "import files of records",
  "import-profile:read": "see how files become records",
  "import-profile:save": "say how files become records",
  "import-profile:delete": "delete import profiles",
  "export:read": "see exports of records",
  "export:create": "export records into files",
  "export:pause": "pause exports of records",
  "export:resume": "resume paused exports of records",
  "export:cancel": "stop exports of records",
  "export:delete": "delete files of exports",
  "export-link:create": "give files of exports to whoever has a link",
  "import:pause": "pause imports",
  "import:resume": "resume paused imports",
  "import:cancel": "stop imports",
  "audit-event:read": "read the audit log",
  "account:read": "see your e-mail address, and what you sign in with",
  "session:read": "see where you are signed in to the tenant",
  "session:revoke": "sign you out of other applications and devices in the tenant",
  "sessions:revoke": "sign you out everywhere in the tenant at once",
  "factor:remove": "remove an authenticator app or passkey of yours, after you have signed in again",
  "impersonation:read": "see which operators act as users of the tenant",
  "impersonation:end": "stop an operator who acts as a user of the tenant",
  "job:read": "see background jobs",
  "job:cancel": "cancel background jobs",
  "job:retry": "run failed background jobs again",
};

/** What to tell somebody whom an error of the protocol stopped, by its code (RFC 6749 section 4.1.2.1 and ours). */
export const ERROR_SENTENCES: Readonly<Record<string, { title: string; sentence: string }>> = {
  invalid_request: {
    title: "This request does not work",
    sentence: "The application sent something that is not understood here. Go back to it and try again.",
  },
  invalid_client: {
    title: "Unknown application",
    sentence: "The application that sent you is not registered here, or no longer. Tell those who run it.",
  },
  invalid_redirect_uri: {
    title: "Wrong way back",
    sentence:
      "The application asked to be answered at an address that is not registered for it. Tell those who run it.",
  },
  access_denied: { title: "Not allowed", sentence: "You, or a rule of your tenant, did not allow this." },
  session_expired: {
    title: "This page has expired",
    sentence: "It took too long, or was opened in another browser. Go back to the application and start again.",
  },
  invalid_link: {
    title: "This link does not work",
    sentence: "It was used already, or it has expired. Ask an Admin of your tenant for a new one.",
  },
  not_found: { title: "Nothing here", sentence: "There is no page at this address." },
  too_many_requests: {
    title: "Too many requests",
    sentence: "From your network came more than is allowed. Wait a minute, then try again.",
  },
  temporarily_unavailable: {
    title: "Not available just now",
    sentence: "Signing in does not work at the moment. Try again in a few minutes.",
  },
  server_error: {
    title: "Something went wrong",
    sentence: "It is not your fault. Try again; if it happens again, report the request id.",
  },
};
