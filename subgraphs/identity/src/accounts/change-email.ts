import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { emailKey } from "../email.ts";
import { type Account, findAccountById, takeAccountTurn } from "./account.ts";
import { queueMails, usersOf } from "./account-events.ts";
import { findProof, isTakenBack, keepProof, type MailProof, makeToken, useProof } from "./mail-proofs.ts";
import { deadLink, doing, linking, mailLink, type OwnerDeps, type OwnerRequest } from "./mailed-link.ts";
import { readOwnEmail } from "./read-own-email.ts";
import { changeUserEmails, replaceEmail, unlessTaken } from "./replace-email.ts";

/** How an account gets another address. */
export interface ChangeEmail {
  /** The address of an account. */
  current(accountId: string): Promise<string>;
  /** Sends a link to the new address; that it is taken only its owner learns. Errors: BAD_USER_INPUT, RATE_LIMITED, UNAVAILABLE. */
  request(input: { accountId: string; email: string; request: OwnerRequest }): Promise<void>;
  /** Which address a link is for. Errors: NOT_FOUND for one that does not work, or is another account's. */
  find(input: LinkOfAccount): Promise<MailProof>;
  /**
   * Changes it, and tells the old address, with a link that takes it back; it is dead when this took an address back. Only the account that asked may use the link:
   * else somebody could have another person make their own address that of a stranger's account. Errors: as `find`.
   */
  confirm(input: LinkOfAccount): Promise<{ email: string }>;
}

export interface LinkOfAccount {
  token: string;
  accountId: string;
  request: OwnerRequest;
}

export function createChangeEmail(deps: OwnerDeps): ChangeEmail {
  async function find({ token, accountId, request }: LinkOfAccount): Promise<MailProof> {
    const found = await findProof(deps.db, "CHANGE_EMAIL", token);
    if (found?.accountId === accountId) return found;
    throw deadLink(deps, request, "change-email", await findAccountById(deps.db, accountId));
  }

  return {
    async current(accountId) {
      return (await accountOf(deps, accountId)).email;
    },

    async request({ accountId, email: typed, request }) {
      const faults: FieldFault[] = [];
      const email = readOwnEmail(typed, "email", faults);
      const account = await accountOf(deps, accountId);
      const message = "This is your address already.";
      if (emailKey(email) === account.emailKey) faults.push({ path: "email", code: "SAME", message });
      refuseFaults(faults);
      await mailLink(deps, request, {
        proof: { purpose: "CHANGE_EMAIL", email, emailKey: emailKey(email), accountId },
        template: "change-email",
        path: "/account/email/confirm",
        to: email,
        values: { oldEmail: account.email },
      });
    },

    find,

    async confirm(input) {
      const found = await find(input);
      const { token, accountId, request } = input;
      const account = await accountOf(deps, accountId);
      const revert = makeToken();
      const values = {
        ...doing(request),
        ...linking(deps.publicOrigin, "/account/email/revert", "REVERT_EMAIL", revert),
        newEmail: found.email,
      };
      const told = await deps.mail.statement(request, {
        to: account.email,
        template: "email-changed",
        values,
      });
      const proof = await unlessTaken(() =>
        withTransactionAboveTenants(deps.db, async (tx) => {
          const held = await takeAccountTurn(tx, accountId);
          const used = await useProof(tx, "CHANGE_EMAIL", token);
          if (used?.accountId !== accountId || held?.emailKey !== account.emailKey) return undefined;
          replaceEmail(tx, accountId, used);
          const { email, emailKey } = account;
          // Whoever set up an account for an address that nobody had proved may have been anybody.
          const taken = {
            purpose: "REVERT_EMAIL",
            email,
            emailKey,
            accountId,
            isOfBeginning: !account.isVerified,
          } as const;
          if (!(await isTakenBack(tx, accountId, used.emailKey))) tx.atEnd(keepProof(revert, taken));
          await changeUserEmails(tx, request, await usersOf(tx, accountId), used);
          await queueMails(tx, [told]);
          return used;
        }),
      );
      if (!proof) throw deadLink(deps, request, "change-email", account);
      await deps.feed.settled();
      return { email: proof.email };
    },
  };
}

async function accountOf({ db }: OwnerDeps, accountId: string): Promise<Account> {
  const account = await findAccountById(db, accountId);
  if (!account) throw notFound();
  return account;
}
