import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Transaction, TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { type AccountInTurn, takeAccountTurn, type UserKey } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";

interface Becoming {
  accountId: string;
  /** The user to make, where the tenant does not know the address yet. */
  user: UserKey;
  request: AnonymousRequest;
}

/**
 * Makes an account a user of a tenant that nobody has invited it to: as founder, or by a domain. It takes a proven address.
 * A user whom the tenant knows by this address already is taken, since the address is proved. Answers the user's uuid;
 * done already, it changes nothing. Errors: NOT_FOUND for an account without a proven address, or a user who is locked.
 */
export async function becomeUser(tx: TransactionAboveTenants, becoming: Becoming): Promise<string> {
  const { accountId, user, request } = becoming;
  const { tenantId } = user;
  const account = await takeAccountTurn(tx, accountId);
  if (!account?.isVerified) throw notFound();
  const [known] = await tx.query<{ user_id: string }>({
    name: "user_of_account_that_joins",
    text: "select user_id from identity.account_user where account_id = $1 and tenant_id = $2",
    values: [accountId, tenantId],
  });
  if (known) {
    await refuseLocked(tx.enter(tenantId), known.user_id);
    return known.user_id;
  }

  const userId = await takeUser(tx, account, user);
  const tenant = tx.enter(tenantId);
  tenant.atEnd({
    name: "link_user",
    text: "insert into identity.account_user (account_id, tenant_id, user_id) values ($1, $2, $3)",
    values: [accountId, tenantId, userId],
  });
  tenant.atEnd(appendOutbox(tenantId, [{ type: "user.joined", subject: userId, payload: {} }]));
  tenant.atEnd(
    appendAudit(requestAs(request, tenantId, userId), tenantId, {
      action: "user.join",
      target: encodeId("user", userId),
    }),
  );
  return userId;
}

/** Outside a tenant its users are not to be seen. */
async function refuseLocked(tenant: Transaction, userId: string): Promise<void> {
  const [user] = await tenant.query<{ locked_at: string | null }>({
    name: "lock_of_user_that_joins",
    text: `select locked_at from identity."user" where tenant_id = $1 and id = $2`,
    values: [tenant.tenantId, userId],
  });
  if (user?.locked_at !== null) throw notFound();
}

async function takeUser(tx: TransactionAboveTenants, account: AccountInTurn, user: UserKey): Promise<string> {
  const { tenantId, userId } = user;
  const tenant = tx.enter(tenantId);
  const [known] = await tenant.query<{ id: string; locked_at: string | null; is_taken: boolean }>({
    name: "user_of_address",
    text: `select id, locked_at,
             exists (select from identity.account_user
                     where account_user.tenant_id = $1 and account_user.user_id = "user".id) as is_taken
           from identity."user" where tenant_id = $1 and email_key = $2`,
    values: [tenantId, account.emailKey],
  });
  // Locked, or another account's, whose address has changed since.
  if (known && (known.locked_at !== null || known.is_taken)) throw notFound();
  if (known) {
    tenant.atEnd({
      name: "user_joins",
      text: `update identity."user" set activated_at = coalesce(activated_at, now()) where tenant_id = $1 and id = $2`,
      values: [tenantId, known.id],
    });
    return known.id;
  }
  // Whoever joined by invitation only has given no name.
  const name = account.name || (account.email.split("@")[0] ?? account.email);
  tenant.atEnd({
    name: "new_user_joins",
    text: `insert into identity."user" (tenant_id, id, email, email_key, name, activated_at)
           values ($1, $2, $3, $4, $5, now())`,
    values: [tenantId, userId, account.email, account.emailKey, name],
  });
  return userId;
}
