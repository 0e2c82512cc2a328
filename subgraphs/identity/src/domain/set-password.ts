import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { findAccount, takeAccountTurn } from "../accounts/account.ts";
import type { PasswordPolicy } from "../accounts/password-policy.ts";
import type { Passwords } from "../accounts/passwords.ts";
import { readNewPassword } from "../accounts/read-password.ts";
import { replacePassword } from "../accounts/replace-password.ts";
import { emailKey, readEmail } from "../email.ts";

/** What operations on accounts are given, which stand above tenants. */
export interface AccountContext extends RequestContext {
  /** Signed in as bulkhead_oauth. */
  oauthDb: Database;
  passwords: Passwords;
  passwordPolicy: PasswordPolicy;
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
  const password = await readNewPassword(ctx.passwordPolicy, input.password, "input.password", { email }, faults);
  refuseFaults(faults);

  const account = await findAccount(ctx.oauthDb, emailKey(email));
  if (!account) throw notFound();
  // Before the transaction: it takes longer than a transaction may stay open.
  const hash = await ctx.passwords.hash(password);
  await withTransactionAboveTenants(ctx.oauthDb, async (tx) => {
    const held = await takeAccountTurn(tx, account.id);
    if (held?.emailKey !== account.emailKey) throw notFound();
    await replacePassword(tx, () => ctx, account.id, hash);
  });
  await ctx.feed.settled();
}
