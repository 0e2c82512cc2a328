import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Statement } from "@bulkhead/kernel/database.ts";
import type { NewJob } from "@bulkhead/kernel/job-enqueue.ts";

/** By which person, program and when something was asked for or done, as far as it is known. */
export interface Doing {
  /** When; RFC 3339. */
  at: string;
  /** Browser and system in a few words, as `describeUserAgent` has them; left out when not known. */
  device?: string;
}

/** A link that is a secret until it was used. */
export interface Linking {
  /** With scheme and host. */
  link: string;
  /** Until when it works; RFC 3339. A mail that could not be sent by then is not sent at all. */
  expiresAt: string;
}

/**
 * What a mail is about, and what it needs to say so; each has a text of its own (mail/texts.ts). Values are plain text.
 * A mail by which somebody asked for something says what happens when nothing is done; one that tells of a change, what
 * to do when it was somebody else.
 */
export interface MailValues {
  /** To an address without an account: the link leads to the page that makes one. */
  "sign-up": Doing & Linking;
  /** Somebody tried to sign up with an address that has an account. */
  "sign-up-known": Doing;
  /** An Admin's user sets their first password; `tenant` and `by` are empty when not known. */
  activate: Doing & Linking & { name: string; tenant: string; by: string };
  /** To become a member of a tenant; `by` is empty when no person invites, `message` when they said nothing. */
  invitation: Doing & Linking & { tenant: string; by: string; role: string; message: string };
  "reset-password": Doing & Linking;
  /** Somebody asked to reset the password of an address that has no account. */
  "reset-unknown": Doing;
  /** To the new address. */
  "change-email": Doing & Linking & { oldEmail: string };
  /** To the old address: the link takes the change back. */
  "email-changed": Doing & Linking & { newEmail: string };
  /** `factors`: what signs in beside the new password, as before; left out where that is not to be told. */
  "password-changed": Doing & { factors?: readonly ShownFactor[] };
  /** `network`: its address, when known. */
  "new-device": Doing & { network?: string };
  /** So many of these were sent in a day that no more are. */
  "more-devices": Doing & { network?: string };
  "factor-added": Doing & { factor: FactorWord; name: string };
  "factor-removed": Doing & { factor: FactorWord; name: string };
  /** The operator has removed all of them. */
  "factors-reset": Doing;
  /** The owner kept one, and everything else that signs in is gone: these, sessions, and recovery codes of before. */
  "factors-replaced": Doing & { removed: readonly Omit<ShownFactor, "addedAt">[] };
  "recovery-codes-made": Doing;
  /** `left`: how many codes still work. */
  "recovery-code-used": Doing & { left: number };
  /** A passkey that looked like a copy, and opens nothing any more. */
  "passkey-flagged": Doing & { name: string };
  /** `session`: the device that was signed out; left out when it was all of them. */
  "session-ended": Doing & { session?: string };
  /** `newEmail`: to an address that the account had lately, the one that took its place. */
  "account-deleted": Doing & { newEmail?: string };
  /** To the Admins of a tenant: on `closesAt` everything that it has is destroyed. */
  "tenant-closing": Doing & { tenant: string; closesAt: string };
  /** That it is not closed after all. */
  "tenant-reopened": Doing & { tenant: string };
  /** The last mail about a tenant, with the certificate itself: there is no page any more where it could be shown. */
  "tenant-closed": Doing & { slug: string; certificate: string };
  /** To a tenant's Admins: who asks to join, by the name and the address that they have proved. */
  "join-requested": Doing & { tenant: string; name: string; email: string };
  /** To a tenant's Admins: the record of a domain is gone; `isLost`: for so long that it proves nothing any more. */
  "domain-failing": Doing & { tenant: string; domain: string; isLost: boolean };
  /** An operator acts as a user; to the person and to the Admins. `until`: RFC 3339. */
  "impersonation-started": Doing & {
    user: string;
    tenant: string;
    reason: string;
    writes: boolean;
    until: string;
    operator: string;
  };
  /** The operator tries whether mail arrives. */
  test: Doing;
}
export type FactorWord = "PASSKEY" | "AUTHENTICATOR";
/** A second factor, as a mail names it. */
export interface ShownFactor {
  factor: FactorWord;
  name: string;
  /** RFC 3339. */
  addedAt: string;
}
export type MailTemplate = keyof MailValues;

/** One mail to one person. */
export type Mail = { [T in MailTemplate]: { to: string; template: T; values: MailValues[T] } }[MailTemplate];

/** Sends mail after the commit of what it tells of, by a job: at least once, with retries (docs/adr/0024). */
export interface MailQueue {
  /** False where the installation sends none: nothing that needs a mail is then offered. */
  sends: boolean;
  /** True where mail is not sent but kept for a developer to look at: then a link in it is no secret of its reader. */
  isShown: boolean;
  /**
   * The statement that asks for a mail, to run inside the change's transaction, entered into the tenant INSTALLATION_ID, or
   * into `tenantId` when the mail is that tenant's to send. Its body is sealed, for which a key may have to be waited for.
   * With a `key`, the mail is asked for once, however often.
   */
  statement(request: MailRequest, mail: Mail, tenantId?: string): Promise<Statement>;
  /** The job by itself, of a tenant, for another room to ask for in a transaction of its own. */
  job(mail: Mail, tenantId: string): Promise<NewJob>;
}

/** Which request asks; and who, when that is more than nobody. */
export type MailRequest = Pick<RequestContext, "requestId"> &
  Partial<Pick<RequestContext, "principal">> & {
    /** Asked for twice with the same key, it is one mail. 1 to 200 characters. */
    key?: string;
  };

/** Where there is no mail. */
export const NO_MAIL: MailQueue = {
  sends: false,
  isShown: false,
  statement: async () => ({ text: "select 1 where false" }),
  async job() {
    throw new Error("this installation sends no mail");
  },
};
