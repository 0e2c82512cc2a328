import { type AuditEvent, appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import type { Mail, MailQueue } from "../mail/mail.ts";
import type { UserKey } from "./account.ts";
import { type AnonymousRequest, requestAs } from "./failed-attempts.ts";

/** Something that happened to an account, which stands above tenants. */
export interface AccountChange {
  /** Type of the outbox event, which has no payload beside what `payload` says. */
  type: string;
  payload?: Record<string, unknown>;
  /** Action in the audit log. */
  action: string;
  detail?: AuditEvent["detail"];
  personal?: AuditEvent["personal"];
}

/** Who acts in a tenant, by the user who the account is there. */
export type RequestOf = (user: UserKey) => RequestContext;

/**
 * Records a change of an account in every tenant whose user the account is: its security officer must see it, and sees
 * of no other tenant. Without a tenant it is in the log of the installation.
 */
export function recordOnAccount(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  users: readonly UserKey[],
  change: AccountChange,
): Promise<void> {
  return recordActOn(tx, ({ tenantId, userId }) => requestAs(request, tenantId, userId), users, change);
}

/** The same of what is not the person's own act. */
export async function recordActOn(
  tx: TransactionAboveTenants,
  requestOf: RequestOf,
  users: readonly UserKey[],
  { type, payload = {}, action, detail, personal }: AccountChange,
): Promise<void> {
  const rest = { ...(detail ? { detail } : {}), ...(personal ? { personal } : {}) };
  for (const user of users) {
    const { tenantId, userId } = user;
    const tenant = tx.enter(tenantId);
    const target = encodeId("user", userId);
    tenant.atEnd(appendOutbox(tenantId, [{ type, subject: userId, payload }]));
    tenant.atEnd(appendAudit(requestOf(user), tenantId, { action, target, ...rest }));
  }
  if (users.length > 0) return;
  const nobody = requestOf({ tenantId: INSTALLATION_ID, userId: INSTALLATION_ID });
  tx.enter(INSTALLATION_ID).atEnd(
    appendAudit(nobody, INSTALLATION_ID, { action, target: encodeId("user", INSTALLATION_ID), ...rest }),
  );
}

/** The users of an account, in the order of their tenants, which is the order in which tenants are entered. */
export async function usersOf(tx: TransactionAboveTenants, accountId: string): Promise<UserKey[]> {
  const rows = await tx.query<{ tenant_id: string; user_id: string }>({
    name: "users_of",
    text: "select tenant_id, user_id from identity.account_user where account_id = $1 order by tenant_id",
    values: [accountId],
  });
  return rows.map(({ tenant_id: tenantId, user_id: userId }) => ({ tenantId, userId }));
}

/** Asks for mails in the transaction. Made before it begins: sealing may have to wait for a key. */
export async function queueMails(
  tx: TransactionAboveTenants,
  statements: readonly Awaited<ReturnType<MailQueue["statement"]>>[],
): Promise<void> {
  const installation = tx.enter(INSTALLATION_ID);
  for (const statement of statements) installation.atEnd(statement);
}

export type { Mail };
