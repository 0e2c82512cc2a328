import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { endGrants } from "../grants.ts";
import type { MailQueue } from "../mail/mail.ts";
import type { AdminsOf } from "../membership.ts";
import { endEverySession } from "../oauth/end-sessions.ts";
import { holdAccount, takeAccountTurn, type UserKey } from "./account.ts";
import { queueMails, recordOnAccount, usersOf } from "./account-events.ts";
import { actorAmong } from "./failed-attempts.ts";
import { adminsOfAll, loneAdminships } from "./lone-adminships.ts";
import { doing, type OwnerRequest } from "./mailed-link.ts";

export interface DeletionDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  mail: MailQueue;
  adminsOf: AdminsOf;
}

/** What became of it: done, or nothing, because these tenants (uuids) would be left without an Admin who can sign in. */
export type Deletion = { isDeleted: true } | { isDeleted: false; loneAdminOf: string[] };

/** Others change the account between the look at it and the deletion, over and over. */
const MAX_LOOKS = 5;

/**
 * Deletes a person's account and all that stands above tenants of them. What they did in a tenant is the tenant's: its user
 * stays there, as one who cannot sign in, and an Admin may invite them anew. Told to the address, and to one that the
 * account had until lately: whoever moved it there may have been a thief.
 */
export async function deleteAccount(deps: DeletionDeps, request: OwnerRequest, accountId: string): Promise<Deletion> {
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    const look = await withTransactionAboveTenants(deps.db, (tx) => lookAt(tx, accountId));
    // Deleted since, by another tab.
    if (!look) return { isDeleted: true };
    const admins = await adminsOfAll(deps.adminsOf, look.users);
    const notices = await noticesOf(deps.mail, request, look);
    const deletion = await withTransactionAboveTenants(deps.db, async (tx): Promise<Deletion | undefined> => {
      await takeAccountTurn(tx, accountId);
      const now = await lookAt(tx, accountId);
      if (JSON.stringify(now) !== JSON.stringify(look)) return undefined;
      const loneAdminOf = await loneAdminships(tx, look.users, admins, deps.adminsOf);
      if (loneAdminOf.length > 0) return { isDeleted: false, loneAdminOf };
      await forget(tx, request, accountId, look);
      await queueMails(tx, notices);
      return { isDeleted: true };
    });
    if (deletion) return deletion;
  }
  throw new AppError("UNAVAILABLE", "Others are changing this account just now. Try again in a moment.");
}

interface Look {
  email: string;
  emailKey: string;
  users: UserKey[];
  /** Those that the account could yet take back. */
  formerEmails: string[];
}

/** What a deletion depends on. Whoever changes any of it has its turn. */
async function lookAt(tx: TransactionAboveTenants, accountId: string): Promise<Look | undefined> {
  const [[account], users, former] = await Promise.all([
    tx.query<{ email: string; email_key: string }>({
      name: "account_to_delete",
      text: "select email, email_key from identity.account where id = $1",
      values: [accountId],
    }),
    usersOf(tx, accountId),
    tx.query<{ email: string }>({
      name: "former_emails",
      text: `select email from identity.mail_proof where account_id = $1 and purpose = 'REVERT_EMAIL' and used_at is null
               and expires_at > now() order by email_key`,
      values: [accountId],
    }),
  ]);
  if (!account) return undefined;
  const { email, email_key: emailKey } = account;
  return { email, emailKey, users, formerEmails: former.map((one) => one.email) };
}

function noticesOf(mail: MailQueue, request: OwnerRequest, { email, formerEmails }: Look) {
  const readers = [{ to: email, values: {} }, ...formerEmails.map((to) => ({ to, values: { newEmail: email } }))];
  return Promise.all(
    readers.map(({ to, values }) =>
      mail.statement(request, { to, template: "account-deleted", values: { ...doing(request), ...values } }),
    ),
  );
}

async function forget(
  tx: TransactionAboveTenants,
  request: OwnerRequest,
  accountId: string,
  { emailKey, users }: Look,
): Promise<void> {
  const actor = actorAmong(request, users);
  // Whoever begins something holds the session first and then the account, and so must whoever ends it.
  await endEverySession(tx, accountId);
  tx.atEnd(holdAccount(accountId));
  for (const user of users) await leaveTenant(tx, user, actor);
  await recordOnAccount(tx, request, users, { type: "account.deleted", action: "account.delete" });
  for (const text of FORGET) tx.atEnd({ text, values: [accountId] });
  // Links to sign up are of nobody's account yet.
  tx.atEnd({ text: "delete from identity.mail_proof where email_key = $1", values: [emailKey] });
}

/** The user stays the tenant's record; on what devices they worked is no part of it. */
async function leaveTenant(
  tx: TransactionAboveTenants,
  { tenantId, userId }: UserKey,
  actor: ReturnType<typeof actorAmong>,
): Promise<void> {
  const tenant = tx.enter(tenantId);
  // The user before its grants, as whoever locks a user holds them.
  tenant.atEnd({
    text: `update identity."user" set activated_at = null where tenant_id = $1 and id = $2`,
    values: [tenantId, userId],
  });
  await endGrants(tenant, actor(tenantId), { userId }, "ACCOUNT_DELETED");
  tenant.atEnd({
    text: `update identity.oauth_grant set user_agent = '' where tenant_id = $1 and user_id = $2 and user_agent <> ''`,
    values: [tenantId, userId],
  });
}

/** Everything else hangs on the account, and goes with it. */
const FORGET = [
  `delete from identity.oidc_artifact where account_id = $1 or grant_id in (
     select grant_id from identity.oidc_artifact where model = 'Grant' and account_id = $1)`,
  "delete from identity.account_user where account_id = $1",
  "delete from identity.account where id = $1",
];
