import { appendAudit } from "@bulkhead/kernel/audit.ts";
import {
  type Database,
  queryOutsideTenants,
  readAsTenant,
  type TransactionAboveTenants,
  violatedConstraint,
  withTransactionAboveTenants,
} from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { digestActivationToken } from "../activation-link.ts";
import { emailKey } from "../email.ts";
import { type Account, findAccount, stillHasPassword, takeAccountTurn, type UserKey } from "./account.ts";
import { type Attempts, tooManyAttempts } from "./attempts.ts";
import { type AnonymousRequest, type Denials, recordFailure, requestAs } from "./failed-attempts.ts";
import { isReserved } from "./mail-proofs.ts";
import type { PasswordPolicy } from "./password-policy.ts";
import type { Passwords } from "./passwords.ts";
import { readNewPassword, typedPassword } from "./read-password.ts";

/** Whom an activation link is for. */
export interface Activation extends UserKey {
  linkId: string;
  /** Whether it went to the address; then who has it reads its mail. */
  isMailed: boolean;
  email: string;
  name: string;
}

export interface ActivationDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  passwords: Passwords;
  passwordPolicy: PasswordPolicy;
  attempts: Attempts;
  denials: Denials;
}

export interface ActivateInput {
  token: string;
  password: string;
  /** What the new password must not be. */
  tenantName?: string;
  request: AnonymousRequest;
}

interface LinkRow {
  tenant_id: string;
  id: string;
  user_id: string;
  is_mailed: boolean;
}

/** What a link leads to while it works: unused, in time, and for a user who is neither activated nor locked. */
export async function findActivation(db: Database, token: string): Promise<Activation | undefined> {
  const digest = digestActivationToken(token);
  if (digest === undefined) return undefined;
  const [link] = await queryOutsideTenants<LinkRow>(db, {
    name: "find_activation",
    text: `select tenant_id, id, user_id, is_mailed from identity.activation_link
           where digest = $1 and used_at is null and expires_at > now()`,
    values: [digest],
  });
  if (!link) return undefined;
  const { tenant_id: tenantId, id: linkId, user_id: userId, is_mailed: isMailed } = link;
  const [user] = await readAsTenant<{ email: string; name: string }>(db, tenantId, {
    name: "user_to_activate",
    text: `select email, name from identity."user"
           where tenant_id = $1 and id = $2 and activated_at is null and locked_at is null`,
    values: [tenantId, userId],
  });
  return user && { tenantId, userId, linkId, isMailed, ...user };
}

/**
 * Lets the user behind a link sign in. Whoever has the address's account already must give its password: that proves that
 * both are theirs. Otherwise the password given makes the account. Errors: NOT_FOUND for a link that does not work (any
 * more), BAD_USER_INPUT for a password that is not acceptable or not the account's, RATE_LIMITED, UNAVAILABLE.
 */
export async function activate(deps: ActivationDeps, input: ActivateInput): Promise<UserKey & { accountId: string }> {
  const found = await findActivation(deps.db, input.token);
  if (!found) throw notFound();
  // Who made the account between our look and our insert has made it with a password that we must ask for.
  for (let look = 0; ; look++) {
    const known = await findAccount(deps.db, emailKey(found.email));
    try {
      const accountId = await (known ? join(deps, input, found, known) : begin(deps, input, found));
      return { tenantId: found.tenantId, userId: found.userId, accountId };
    } catch (error) {
      if (known || look > 0 || violatedConstraint(error) !== "account_email_once") throw error;
    }
  }
}

/** An account of its own. */
async function begin(deps: ActivationDeps, input: ActivateInput, found: Activation): Promise<string> {
  const { db, passwords, passwordPolicy } = deps;
  const { email, name } = found;
  const faults: FieldFault[] = [];
  const context = { email, name, tenantName: input.tenantName ?? "" };
  const password = await readNewPassword(passwordPolicy, input.password, "password", context, faults);
  refuseFaults(faults);
  const hash = await passwords.hash(password);
  const accountId = newUuid();
  await withTransactionAboveTenants(db, async (tx) => {
    if (await isReserved(tx, emailKey(email))) throw notFound();
    tx.atEnd({
      text: "insert into identity.account (id, email, email_key, password_hash) values ($1, $2, $3, $4)",
      values: [accountId, email, emailKey(email), hash],
    });
    await link(tx, accountId, found, input.request);
  });
  return accountId;
}

/** One more user of an account that is there. */
async function join(deps: ActivationDeps, input: ActivateInput, found: Activation, known: Account): Promise<string> {
  const { db, passwords, attempts, denials } = deps;
  const { request } = input;
  const fail = (reason: "WRONG_PASSWORD" | "TOO_MANY_ATTEMPTS") =>
    recordFailure(denials, request, { operation: "activate", account: known, reason });
  const attempt = await attempts.count(emailKey(found.email), request.clientAddress);
  if (!attempt.ok) {
    fail("TOO_MANY_ATTEMPTS");
    throw tooManyAttempts(attempt.retryAfter);
  }
  const linkIfMatching = async () =>
    (await passwords.verify(known.passwordHash, typedPassword(input.password))) &&
    withTransactionAboveTenants(db, async (tx) => {
      await takeAccountTurn(tx, known.id);
      if (!(await stillHasPassword(tx, known))) return false;
      await link(tx, known.id, found, request);
      return true;
    });
  const linked = await linkIfMatching().catch(async (error) => {
    await attempt.giveBack();
    throw error;
  });
  if (!linked) {
    fail("WRONG_PASSWORD");
    throw wrongPassword();
  }
  await attempt.succeed();
  return known.id;
}

const USABLE = `select from identity.activation_link link join identity."user" on "user".tenant_id = link.tenant_id
                where link.tenant_id = $1 and link.id = $2 and used_at is null and expires_at > now()
                  and "user".id = $3 and activated_at is null and locked_at is null`;

/** The link is used, the user activated and part of the account, with its events. Of two at once one finds it used. */
async function link(
  tx: TransactionAboveTenants,
  accountId: string,
  { tenantId, userId, linkId, isMailed, email }: Activation,
  request: AnonymousRequest,
): Promise<void> {
  if (isMailed)
    tx.atEnd({
      text: "update identity.account set email_verified_at = now() where id = $1",
      values: [accountId],
    });
  const tenant = tx.enter(tenantId);
  const usable = await tenant.query({ name: "link_to_use", text: USABLE, values: [tenantId, linkId, userId] });
  if (usable.length === 0) throw notFound();
  tenant.surelyAtEnd({
    name: "use_activation_link",
    text: `update identity.activation_link set used_at = now()
           where tenant_id = $1 and id = $2 and used_at is null and expires_at > now() returning 1`,
    values: [tenantId, linkId],
  });
  tenant.surelyAtEnd({
    name: "activate_user",
    text: `update identity."user" set activated_at = now()
           where tenant_id = $1 and id = $2 and activated_at is null and locked_at is null returning 1`,
    values: [tenantId, userId],
  });
  tenant.atEnd({
    text: "insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3)",
    values: [accountId, tenantId, userId],
  });
  tenant.atEnd(appendOutbox(tenantId, [{ type: "user.activated", subject: userId, payload: {} }]));
  tenant.atEnd(
    appendAudit(requestAs(request, tenantId, userId), tenantId, {
      action: "user.activate",
      target: encodeId("user", userId),
      personal: { email },
    }),
  );
}

function wrongPassword(): AppError {
  const message = "This e-mail address has an account here already: give the password of that account.";
  return new AppError("BAD_USER_INPUT", message, {
    fields: [{ path: "password", code: "WRONG_PASSWORD", message }],
  });
}
