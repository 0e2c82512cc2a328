import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type TransactionAboveTenants, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { UserKey } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import type { MailProof } from "./mail-proofs.ts";

type Address = Pick<MailProof, "email" | "emailKey">;

/** The address that a link has proved is the account's from now on; false when the account has another one than `from`. */
export async function replaceEmail(
  tx: TransactionAboveTenants,
  account: { id: string; emailKey: string },
  to: Address,
): Promise<boolean> {
  const rows = await tx.query({
    name: "replace_email",
    text: `update identity.account set email = $3, email_key = $4, email_verified_at = now()
           where id = $1 and email_key = $2 returning 1`,
    values: [account.id, account.emailKey, to.email, to.emailKey],
  });
  return rows.length > 0;
}

/**
 * Shows the account's new address in every tenant, and records it there. Where another user of the tenant has the address
 * already, the user keeps the one they had.
 */
export async function changeUserEmails(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  users: readonly UserKey[],
  { email, emailKey }: Address,
): Promise<void> {
  for (const { tenantId, userId } of users) {
    const tenant = tx.enter(tenantId);
    const changed = await tenant.query({
      name: "change_user_email",
      text: `update identity."user" held set email = $3, email_key = $4 where tenant_id = $1 and id = $2 and not exists
               (select from identity."user" other where other.tenant_id = $1 and other.email_key = $4 and other.id <> $2)
             returning 1`,
      values: [tenantId, userId, email, emailKey],
    });
    const detail = { isShown: changed.length > 0 };
    const target = encodeId("user", userId);
    tenant.atEnd(appendOutbox(tenantId, [{ type: "user.email-changed", subject: userId, payload: {} }]));
    tenant.atEnd(
      appendAudit(requestAs(request, tenantId, userId), tenantId, {
        action: "user-email.change",
        target,
        detail,
        personal: { email },
      }),
    );
  }
}

/** What a change answers; undefined when another account has the address. */
export async function unlessTaken<T>(change: () => Promise<T>): Promise<T | undefined> {
  for (let isAgain = false; ; isAgain = true)
    try {
      return await change();
    } catch (error) {
      if (violatedConstraint(error) === "account_email_once") return undefined;
      // Another user of a tenant got the address between the look and the change; the next look sees them.
      if (isAgain || violatedConstraint(error) !== "user_email_once") throw error;
    }
}
