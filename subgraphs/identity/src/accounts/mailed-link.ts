import { type Database, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { type AppError, notFound } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Doing, Linking, Mail, MailQueue, MailTemplate } from "../mail/mail.ts";
import { type Account, findAccountById } from "./account.ts";
import { queueMails } from "./account-events.ts";
import { type Attempts, tooManyMails } from "./attempts.ts";
import { type AnonymousRequest, type Denials, type Operation, recordFailure } from "./failed-attempts.ts";
import { accountOfProof, keepProof, makeToken, type NewProof, PROOF_SECONDS, type Purpose } from "./mail-proofs.ts";
import type { PasswordPolicy } from "./password-policy.ts";
import type { Passwords } from "./passwords.ts";

/** What every change of an account by its owner works with. */
export interface OwnerDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  passwords: Passwords;
  passwordPolicy: PasswordPolicy;
  attempts: Attempts;
  denials: Denials;
  mail: MailQueue;
  /** Scheme, host and port of every link. */
  publicOrigin: string;
  feed: Pick<Feed, "settled">;
}

/** A request, with the browser that it came from in a few words. */
export interface OwnerRequest extends AnonymousRequest {
  userAgent?: string;
}

/** What every mail tells of what it is about. */
export function doing({ userAgent }: OwnerRequest): Doing {
  return { at: new Date().toISOString(), ...(userAgent === undefined ? {} : { device: userAgent }) };
}

/** A link to a page of ours, as a mail has it. */
export function linking(publicOrigin: string, path: string, purpose: Purpose, token: string): Linking {
  const expiresAt = new Date(Date.now() + PROOF_SECONDS[purpose] * 1_000).toISOString();
  return { link: `${publicOrigin}${path}?token=${token}`, expiresAt };
}

export interface MailedLink {
  proof: NewProof;
  template: MailTemplate;
  /** Where the link leads; without it the mail has none. Then nobody has the token, and it costs what one with a link costs. */
  path?: string;
  /** The address of the account, which may be written otherwise than it was typed. */
  to: string;
  /** What the mail says beside the link. */
  values?: Readonly<Record<string, string>>;
}

/**
 * Sends a link, or tells why there is none; whichever it is takes the same statements. Past the limit of an address
 * nothing is sent, which whoever asked is not told: the answer would say that somebody else had asked for the same one.
 * Past that of a network they are told, whatever the address. Errors: RATE_LIMITED, of the network.
 */
export async function mailLink(
  { db, attempts, denials, mail, publicOrigin }: OwnerDeps,
  request: OwnerRequest,
  { proof, template, path, to, values }: MailedLink,
): Promise<void> {
  const attempt = await attempts.count(proof.emailKey, request.clientAddress, "mail");
  if (!attempt.ok) {
    denials.denyAnonymous(request.clientAddress, "TOO_MANY_MAILS");
    if (attempt.of === "network") throw tooManyMails(attempt.retryAfter);
    return;
  }
  const token = makeToken();
  const link = path === undefined ? {} : linking(publicOrigin, path, proof.purpose, token);
  const statement = await mail.statement(request, {
    to,
    template,
    values: { ...doing(request), ...link, ...values },
  } as Mail);
  await withTransactionAboveTenants(db, async (tx) => {
    tx.atEnd(keepProof(token, proof));
    await queueMails(tx, [statement]);
  });
}

/** Records that somebody came with a link that does not work for them, and is the answer: the same whatever is wrong. */
export function deadLink(
  { denials }: Pick<OwnerDeps, "denials">,
  request: AnonymousRequest,
  operation: Operation,
  account?: Account,
): AppError {
  recordFailure(denials, request, { operation, account, reason: "DEAD_LINK" });
  return notFound();
}

/** The same of a link by which its account is found: one that was used or has expired still says whose it was. */
export async function deadLinkOf(
  deps: Pick<OwnerDeps, "db" | "denials">,
  request: AnonymousRequest,
  operation: Operation,
  token: string,
): Promise<AppError> {
  const accountId = await accountOfProof(deps.db, token);
  return deadLink(deps, request, operation, accountId ? await findAccountById(deps.db, accountId) : undefined);
}
