import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { emailKey } from "../email.ts";
import { findAccount } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import { findProof, type MailProof, useProof } from "./mail-proofs.ts";
import { deadLink, mailLink, type OwnerDeps, type OwnerRequest } from "./mailed-link.ts";
import { readOwnEmail } from "./read-own-email.ts";
import { readNewPassword } from "./read-password.ts";

/** What a person does before they have an account. */
export interface SignUp {
  /**
   * Sends a link to the address, or the word that there is an account already. Errors: BAD_USER_INPUT for a text that is
   * no address; RATE_LIMITED, UNAVAILABLE.
   */
  request(input: { email: string; interaction?: string | undefined; request: OwnerRequest }): Promise<void>;
  /** Whom a link is for. Errors: NOT_FOUND for one that does not work (any more). */
  find(token: string, request: AnonymousRequest): Promise<MailProof>;
  /** Makes the account. Errors: NOT_FOUND for a link that does not work, BAD_USER_INPUT, UNAVAILABLE. */
  confirm(input: ConfirmInput): Promise<{ accountId: string; interaction: string | null }>;
}

export interface ConfirmInput {
  token: string;
  name: string;
  password: string;
  request: AnonymousRequest;
}

export function createSignUp(deps: OwnerDeps): SignUp {
  return {
    async request({ email: typed, interaction, request }) {
      const faults: FieldFault[] = [];
      const email = readOwnEmail(typed, "email", faults);
      refuseFaults(faults);
      const key = emailKey(email);
      const known = await findAccount(deps.db, key);
      await mailLink(deps, request, {
        proof: { purpose: "SIGN_UP", email, emailKey: key, interaction },
        template: known ? "sign-up-known" : "sign-up",
        ...(known ? {} : { path: "/account/sign-up/confirm" }),
        to: known?.email ?? email,
      });
    },

    async find(token, request) {
      const found = await findProof(deps.db, "SIGN_UP", token);
      if (!found) throw deadLink(deps, request, "sign-up");
      return found;
    },

    confirm: (input) => confirm(deps, input),
  };
}

async function confirm(deps: OwnerDeps, { token, request, ...given }: ConfirmInput) {
  const found = await findProof(deps.db, "SIGN_UP", token);
  if (!found) throw deadLink(deps, request, "sign-up");
  const faults: FieldFault[] = [];
  const name = readName(given.name, "name", faults);
  const password = await readNewPassword(
    deps.passwordPolicy,
    given.password,
    "password",
    { email: found.email, name },
    faults,
  );
  refuseFaults(faults);
  // The link would stay, and each use of it would cost a hash.
  if (await findAccount(deps.db, found.emailKey)) throw deadLink(deps, request, "sign-up");
  const hash = await deps.passwords.hash(password);
  const accountId = newUuid();
  const nobody = requestAs(request, INSTALLATION_ID, INSTALLATION_ID);
  try {
    const proof = await withTransactionAboveTenants(deps.db, async (tx) => {
      const used = await useProof(tx, "SIGN_UP", token);
      if (!used) return undefined;
      const { email, emailKey } = used;
      tx.atEnd({
        name: "create_account",
        text: `insert into identity.account (id, email, email_key, name, password_hash, email_verified_at)
               values ($1, $2, $3, $4, $5, now())`,
        values: [accountId, email, emailKey, name, hash],
      });
      // Of no tenant yet: it is in the log of the installation.
      tx.enter(INSTALLATION_ID).atEnd(
        appendAudit(nobody, INSTALLATION_ID, {
          action: "account.create",
          target: accountId,
          personal: { email },
        }),
      );
      return used;
    });
    if (proof) return { accountId, interaction: proof.interaction };
  } catch (error) {
    // Somebody with the address has activated a user of a tenant meanwhile: the account is made, and by them.
    if (violatedConstraint(error) !== "account_email_once") throw error;
  }
  throw deadLink(deps, request, "sign-up");
}
