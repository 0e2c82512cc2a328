import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type TransactionAboveTenants, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { UserKey } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";
import type { MailProof } from "./mail-proofs.ts";

type Address = Pick<MailProof, "email" | "emailKey">;

/** The address that a link has proved is the account's from now on. In its turn. */
export function replaceEmail(tx: TransactionAboveTenants, accountId: string, to: Address): void {
  tx.atEnd({
    name: "replace_email",
    text: "update identity.account set email = $2, email_key = $3, email_verified_at = now() where id = $1",
    values: [accountId, to.email, to.emailKey],
  });
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
    const others = await tenant.query({
      name: "other_user_with_email",
      text: `select from identity."user" where tenant_id = $1 and email_key = $2 and id <> $3`,
      values: [tenantId, emailKey, userId],
    });
    if (others.length === 0)
      tenant.atEnd({
        name: "change_user_email",
        text: `update identity."user" set email = $3, email_key = $4 where tenant_id = $1 and id = $2`,
        values: [tenantId, userId, email, emailKey],
      });
    const detail = { isShown: others.length === 0 };
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
