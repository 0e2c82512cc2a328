import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { endGrants } from "../grants.ts";
import type { MailQueue } from "../mail/mail.ts";
import { endEverySession } from "../oauth/end-sessions.ts";
import type { UserKey } from "./account.ts";
import { queueMails, recordOnAccount, usersOf } from "./account-events.ts";
import { actorAmong } from "./failed-attempts.ts";
import { doing, type OwnerRequest } from "./mailed-link.ts";

export interface DeletionDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  mail: MailQueue;
}

/**
 * Deletes a person's account and all that stands above tenants of them. What they did in a tenant is the tenant's: its user
 * stays there, as one who cannot sign in, and an Admin may invite them anew. `email` is where the owner is told.
 */
export async function deleteAccount(
  { db, mail }: DeletionDeps,
  request: OwnerRequest,
  { accountId, email }: { accountId: string; email: string },
): Promise<void> {
  const notice = await mail.statement(request, { to: email, template: "account-deleted", values: doing(request) });
  await withTransactionAboveTenants(db, async (tx) => {
    // Whoever begins something holds the session first and then the account, and so must whoever ends it.
    await endEverySession(tx, accountId);
    const [account] = await tx.query<{ email_key: string }>({
      text: "select email_key from identity.account where id = $1 for update",
      values: [accountId],
    });
    if (!account) return;
    const users = await usersOf(tx, accountId);
    const actor = actorAmong(request, users);
    await Promise.all(users.map((user) => leaveTenant(tx, user, actor)));
    await recordOnAccount(tx, request, users, { type: "account.deleted", action: "account.delete" });
    forget(tx, accountId, account.email_key);
    await queueMails(tx, [notice]);
  });
}

/** The user stays the tenant's record; on what devices they worked is no part of it. */
async function leaveTenant(
  tx: TransactionAboveTenants,
  { tenantId, userId }: UserKey,
  actor: ReturnType<typeof actorAmong>,
): Promise<void> {
  const tenant = tx.enter(tenantId);
  // The user before its grants, as whoever locks a user holds them.
  const left = tenant.query({
    text: `update identity."user" set activated_at = null where tenant_id = $1 and id = $2`,
    values: [tenantId, userId],
  });
  await Promise.all([left, endGrants(tenant, actor(tenantId), { userId }, "ACCOUNT_DELETED")]);
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

function forget(tx: TransactionAboveTenants, accountId: string, emailKey: string): void {
  for (const text of FORGET) tx.atEnd({ text, values: [accountId] });
  // Links to sign up are of nobody's account yet.
  tx.atEnd({ text: "delete from identity.mail_proof where email_key = $1", values: [emailKey] });
}
