import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, type TransactionAboveTenants, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { UserKey } from "../accounts/account.ts";
import type { Passwords } from "../accounts/passwords.ts";
import { readPassword } from "../accounts/read-password.ts";
import { emailKey, readEmail } from "../email.ts";
import { endGrants } from "../grants.ts";

/** What operations on accounts are given, which stand above tenants. */
export interface AccountContext extends RequestContext {
  /** Signed in as bulkhead_oauth. */
  oauthDb: Database;
  passwords: Passwords;
  feed: Feed;
}

/**
 * Gives an account another password. Whoever was signed in by the old one is out, in every tenant: sign-in sessions are
 * gone and no grant stands. Errors: NOT_FOUND for an address without an account, BAD_USER_INPUT, UNAVAILABLE.
 */
export async function setPassword(ctx: AccountContext, input: { email: string; password: string }): Promise<void> {
  authorize(ctx, "password:set");
  const faults: FieldFault[] = [];
  const email = readEmail(input.email, "input.email", faults);
  const password = readPassword(input.password, "input.password", faults);
  refuseFaults(faults);

  // Before the transaction: it takes longer than a transaction may stay open.
  const hash = await ctx.passwords.hash(password);
  await withTransactionAboveTenants(ctx.oauthDb, async (tx) => {
    for (const user of await replaceHash(tx, emailKey(email), hash)) await endGrantsOf(tx, ctx, user);
  });
  await ctx.feed.settled();
}

/** Sets the hash, ends the sign-in sessions, and answers the account's users. */
async function replaceHash(tx: TransactionAboveTenants, key: string, hash: string): Promise<UserKey[]> {
  const [account] = await tx.query<{ id: string }>({
    text: `update identity.account set password_hash = $2, password_changed_at = now() where email_key = $1
           returning id`,
    values: [key, hash],
  });
  if (!account) throw notFound();
  const [users] = await Promise.all([
    tx.query<{ tenant_id: string; user_id: string }>({
      text: "select tenant_id, user_id from identity.account_user where account_id = $1 order by tenant_id",
      values: [account.id],
    }),
    tx.query({
      text: "delete from identity.oidc_artifact where model = 'Session' and account_id = $1",
      values: [account.id],
    }),
  ]);
  return users.map(({ tenant_id: tenantId, user_id: userId }) => ({ tenantId, userId }));
}

async function endGrantsOf(tx: TransactionAboveTenants, ctx: RequestContext, user: UserKey): Promise<void> {
  const { tenantId, userId } = user;
  const tenant = tx.enter(tenantId);
  const grants = await endGrants(tenant, ctx, { userId }, "PASSWORD_SET");
  await Promise.all([
    tenant.query(appendOutbox(tenantId, [{ type: "password.set", subject: userId, payload: {} }])),
    tenant.query(
      appendAudit(ctx, tenantId, { action: "password.set", target: encodeId("user", userId), detail: { grants } }),
    ),
  ]);
}
