import { withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { findAccountById, takeAccountTurn, type UserKey } from "./account.ts";
import { queueMails, usersOf } from "./account-events.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import { findProof, keepProof, type MailProof, makeToken, useProof, voidProofs } from "./mail-proofs.ts";
import { deadLink, deadLinkOf, doing, linking, type OwnerDeps, type OwnerRequest } from "./mailed-link.ts";
import { unmatchableHash } from "./password-hash.ts";
import { changeUserEmails, replaceEmail, unlessTaken } from "./replace-email.ts";
import { dropFactors, forgetDevices, replacePassword } from "./replace-password.ts";

/** How an account gets back the address that somebody took from it. */
export interface RevertEmail {
  /** Which address a link gives back. Errors: NOT_FOUND for one that does not work (any more). */
  find(token: string, request: AnonymousRequest): Promise<MailProof>;
  /**
   * Gives the old address back and shuts everybody out: the password opens nothing any more, sessions and grants have
   * ended, second factors that came after the change are gone. A link to set a password goes to the old address.
   */
  confirm(input: { token: string; request: OwnerRequest }): Promise<void>;
}

export function createRevertEmail(deps: OwnerDeps): RevertEmail {
  return {
    async find(token, request) {
      const found = await findProof(deps.db, "REVERT_EMAIL", token);
      if (!found) throw await deadLinkOf(deps, request, "change-email", token);
      return found;
    },

    async confirm({ token, request }) {
      const found = await findProof(deps.db, "REVERT_EMAIL", token);
      const account = found?.accountId ? await findAccountById(deps.db, found.accountId) : undefined;
      if (!found || !account) throw await deadLinkOf(deps, request, "change-email", token);
      const reset = makeToken();
      const values = {
        ...doing(request),
        ...linking(deps.publicOrigin, "/account/reset/confirm", "RESET_PASSWORD", reset),
      };
      const mail = await deps.mail.statement(request, {
        to: found.email,
        template: "reset-password",
        values,
      });
      const isDone = await unlessTaken(() =>
        withTransactionAboveTenants(deps.db, async (tx) => {
          const held = await takeAccountTurn(tx, account.id);
          const proof = await useProof(tx, "REVERT_EMAIL", token);
          if (!held || proof?.accountId !== account.id) return false;
          await revert(tx, request, account.id, proof);
          const { email, emailKey } = proof;
          tx.atEnd(keepProof(reset, { purpose: "RESET_PASSWORD", email, emailKey, accountId: account.id }));
          await queueMails(tx, [mail]);
          return true;
        }),
      );
      if (!isDone) throw deadLink(deps, request, "change-email", account);
      await Promise.all([deps.attempts.forget(found.emailKey), deps.feed.settled()]);
    },
  };
}

type Tx = Parameters<typeof useProof>[0];

/** Users before grants: whoever locks a user holds them in this order. */
async function revert(tx: Tx, request: AnonymousRequest, id: string, proof: MailProof): Promise<void> {
  replaceEmail(tx, id, proof);
  const users = await usersOf(tx, id);
  await changeUserEmails(tx, request, users, proof);
  const requestOf = ({ tenantId, userId }: UserKey) => requestAs(request, tenantId, userId);
  await replacePassword(tx, requestOf, id, unmatchableHash());
  // Links to addresses that the account had later would take it away again; those to earlier ones stay.
  voidProofs(tx, id, ["REVERT_EMAIL"], proof.createdAt);
  forgetDevices(tx, id);
  await dropFactors(tx, request, { id, users }, proof.createdAt);
}
