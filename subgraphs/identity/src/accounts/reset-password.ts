import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { emailKey } from "../email.ts";
import { findAccount, findAccountById, takeAccountTurn, type UserKey } from "./account.ts";
import { queueMails } from "./account-events.ts";
import { listFactors } from "./factors/factor-list.ts";
import { type FactorList, shownFactor } from "./factors/factors.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import { findProof, type MailProof, useProof } from "./mail-proofs.ts";
import { deadLink, deadLinkOf, doing, mailLink, type OwnerDeps, type OwnerRequest } from "./mailed-link.ts";
import { readOwnEmail } from "./read-own-email.ts";
import { readNewPassword } from "./read-password.ts";
import { dropFactors, forgetDevices, replacePassword } from "./replace-password.ts";

/** What a person does who has forgotten their password. */
export interface ResetPassword {
  /** Sends a link to the address, or the word that nobody has an account by it. Errors: BAD_USER_INPUT, RATE_LIMITED, UNAVAILABLE. */
  request(input: { email: string; request: OwnerRequest }): Promise<void>;
  /** Whom a link is for. Errors: NOT_FOUND for one that does not work (any more). */
  find(token: string, request: AnonymousRequest): Promise<MailProof>;
  /**
   * Sets another password; whoever was signed in is out. Second factors stay: whoever reads the mail must not get past
   * them. Answers what is left of these, for their owner to look through. Errors: NOT_FOUND for a link that does not work,
   * BAD_USER_INPUT, UNAVAILABLE.
   */
  confirm(input: { token: string; password: string; request: OwnerRequest }): Promise<FactorList>;
}

export function createResetPassword(deps: OwnerDeps): ResetPassword {
  return {
    async request({ email: typed, request }) {
      const faults: FieldFault[] = [];
      const email = readOwnEmail(typed, "email", faults);
      refuseFaults(faults);
      const key = emailKey(email);
      const account = await findAccount(deps.db, key);
      await mailLink(deps, request, {
        proof: { purpose: "RESET_PASSWORD", email, emailKey: key, accountId: account?.id },
        template: account ? "reset-password" : "reset-unknown",
        ...(account ? { path: "/account/reset/confirm" } : {}),
        to: account?.email ?? email,
      });
    },

    async find(token, request) {
      const found = await findProof(deps.db, "RESET_PASSWORD", token);
      if (!found) throw await deadLinkOf(deps, request, "reset-password", token);
      return found;
    },

    confirm: (input) => confirm(deps, input),
  };
}

async function confirm(
  deps: OwnerDeps,
  { token, request, password: typed }: { token: string; password: string; request: OwnerRequest },
): Promise<FactorList> {
  const found = await findProof(deps.db, "RESET_PASSWORD", token);
  const account = found?.accountId ? await findAccountById(deps.db, found.accountId) : undefined;
  if (!account) throw await deadLinkOf(deps, request, "reset-password", token);
  const faults: FieldFault[] = [];
  const password = await readNewPassword(deps.passwordPolicy, typed, "password", account, faults);
  refuseFaults(faults);
  const hash = await deps.passwords.hash(password);
  const { factors } = await listFactors(deps.db, account.id);
  const told = await deps.mail.statement(request, {
    to: account.email,
    template: "password-changed",
    // Of an address that nobody had proved they go with this.
    values: { ...doing(request), ...(account.isVerified ? { factors: factors.map(shownFactor) } : {}) },
  });
  const isDone = await withTransactionAboveTenants(deps.db, async (tx) => {
    const { id } = account;
    const held = await takeAccountTurn(tx, id);
    const proof = await useProof(tx, "RESET_PASSWORD", token);
    if (!held || proof?.accountId !== id) return false;
    if (held.emailKey !== proof.emailKey) return false;
    const requestOf = ({ tenantId, userId }: UserKey) => requestAs(request, tenantId, userId);
    const users = await replacePassword(tx, requestOf, id, hash);
    forgetDevices(tx, id);
    // Until somebody proved to read its mail, whoever set the account up may have been anybody.
    if (!held.isVerified) await dropFactors(tx, request, { id, users });
    tx.atEnd({
      name: "note_email_verified",
      text: "update identity.account set email_verified_at = now() where id = $1",
      values: [id],
    });
    await queueMails(tx, [told]);
    return true;
  });
  if (!isDone) throw deadLink(deps, request, "reset-password", account);
  await Promise.all([deps.attempts.forget(account.emailKey), deps.feed.settled()]);
  return listFactors(deps.db, account.id);
}
