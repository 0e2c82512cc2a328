import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, withTransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { findAccount, holdAccount, takeAccountTurn } from "../accounts/account.ts";
import { queueMails, recordActOn, usersOf } from "../accounts/account-events.ts";
import { countFactors } from "../accounts/factors/factor-change.ts";
import { deleteFactors, forgetDevices } from "../accounts/replace-password.ts";
import { emailKey, readEmail } from "../email.ts";
import { endGrants } from "../grants.ts";
import type { MailQueue } from "../mail/mail.ts";
import { endEverySession } from "../oauth/end-sessions.ts";

export interface FactorsContext extends RequestContext {
  /** Signed in as bulkhead_oauth. */
  oauthDb: Database;
  mail: MailQueue;
  feed: Pick<Feed, "settled">;
}

/** How many there were. */
export interface FactorsRemoved {
  authenticatorApps: number;
  passkeys: number;
}

/**
 * Removes every second factor of an account, and its recovery codes, for a person who has lost them all: from then on the
 * password alone opens it. So whoever is signed in is out, in every tenant, no browser is known any more, and the owner
 * is told by mail. Changes nothing where there is no factor. Errors: NOT_FOUND for an address without an account,
 * BAD_USER_INPUT.
 */
export async function resetFactors(ctx: FactorsContext, input: { email: string }): Promise<FactorsRemoved> {
  authorize(ctx, "factors:reset");
  const faults: FieldFault[] = [];
  const email = readEmail(input.email, "input.email", faults);
  refuseFaults(faults);
  const account = await findAccount(ctx.oauthDb, emailKey(email));
  if (!account) throw notFound();
  const { id } = account;
  const told = await ctx.mail.statement(ctx, {
    to: account.email,
    template: "factors-reset",
    values: { at: new Date().toISOString() },
  });

  const removed = await withTransactionAboveTenants(ctx.oauthDb, async (tx) => {
    await takeAccountTurn(tx, id);
    const { TOTP: authenticatorApps, PASSKEY: passkeys } = await countFactors(tx.query, id);
    if (authenticatorApps + passkeys === 0) return { authenticatorApps, passkeys };
    const users = await usersOf(tx, id);
    await endEverySession(tx, id);
    tx.atEnd(holdAccount(id));
    await deleteFactors(tx, id);
    forgetDevices(tx, id);
    await Promise.all(
      users.map(({ tenantId, userId }) => endGrants(tx.enter(tenantId), ctx, { userId }, "FACTORS_RESET")),
    );
    const detail = { authenticatorApps, passkeys };
    await recordActOn(tx, () => ctx, users, { type: "factors.reset", action: "factors.reset", detail });
    await queueMails(tx, [told]);
    return detail;
  });
  await ctx.feed.settled();
  return removed;
}
