import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { endGrants } from "../grants.ts";
import type { UserKey } from "./account.ts";
import { type RequestOf, recordOnAccount, usersOf } from "./account-events.ts";
import type { AnonymousRequest } from "./failed-attempts.ts";
import { voidProofs } from "./mail-proofs.ts";

/**
 * Gives an account another password. Whoever was signed in by the old one is out, in every tenant: sign-in sessions are
 * gone, no grant stands, and links that were asked for before work no longer. In the account's turn.
 */
export async function replacePassword(
  tx: TransactionAboveTenants,
  requestOf: RequestOf,
  id: string,
  hash: string,
): Promise<UserKey[]> {
  tx.atEnd({
    name: "replace_password",
    text: "update identity.account set password_hash = $2, password_changed_at = now() where id = $1",
    values: [id, hash],
  });
  endSessions(tx, id);
  voidProofs(tx, id, ["RESET_PASSWORD", "CHANGE_EMAIL"]);
  const users = await usersOf(tx, id);
  await Promise.all(users.map((user) => endPasswordGrants(tx, requestOf, user)));
  return users;
}

/** What the old password let clients do in a tenant, with the event of the new one. */
async function endPasswordGrants(tx: TransactionAboveTenants, requestOf: RequestOf, user: UserKey): Promise<void> {
  const { tenantId, userId } = user;
  const tenant = tx.enter(tenantId);
  const request = requestOf(user);
  const grants = await endGrants(tenant, request, { userId }, "PASSWORD_SET");
  const target = encodeId("user", userId);
  tenant.atEnd(appendOutbox(tenantId, [{ type: "password.set", subject: userId, payload: {} }]));
  tenant.atEnd(appendAudit(request, tenantId, { action: "password.set", target, detail: { grants } }));
}

/** Ends every sign-in session of an account; what is begun with its password meanwhile is void by the password's date. */
function endSessions(tx: TransactionAboveTenants, accountId: string): void {
  // In the order of whoever ends one of them, so that two never wait for each other.
  tx.atEnd({
    name: "note_sessions_ended",
    text: `with chosen as (
             select uid from identity.account_session where account_id = $1 and ended_at is null
             order by uid collate "C" for no key update
           )
           update identity.account_session known set ended_at = now() from chosen where known.uid = chosen.uid`,
    values: [accountId],
  });
  tx.atEnd({
    name: "end_sessions_of_account",
    text: "delete from identity.oidc_artifact where model = 'Session' and account_id = $1",
    values: [accountId],
  });
}

/** Every browser is a new one to the account. */
export function forgetDevices(tx: TransactionAboveTenants, accountId: string): void {
  tx.atEnd({
    name: "forget_devices",
    text: "delete from identity.known_device where account_id = $1",
    values: [accountId],
  });
}

/** As `deleteFactors`, with an event of each factor. */
export async function dropFactors(
  tx: TransactionAboveTenants,
  request: AnonymousRequest,
  { id, users }: { id: string; users: readonly UserKey[] },
  after?: string,
): Promise<void> {
  for (const kind of await deleteFactors(tx, id, after)) {
    const change = { type: "factor.removed", payload: { kind }, action: "factor.remove", detail: { kind } };
    await recordOnAccount(tx, request, users, change);
  }
}

/**
 * Removes second factors and recovery codes that were set up after an instant; all when none is given. In the account's
 * turn. Answers their kinds.
 */
export async function deleteFactors(
  tx: TransactionAboveTenants,
  accountId: string,
  after = "-infinity",
): Promise<("TOTP" | "PASSKEY")[]> {
  const rows = await tx.query<{ kind: "TOTP" | "PASSKEY" }>({
    name: "factors_to_drop",
    text: `select 'TOTP' as kind from identity.totp
           where account_id = $1 and created_at > $2::timestamptz and confirmed_at is not null
           union all select 'PASSKEY' from identity.passkey where account_id = $1 and created_at > $2::timestamptz`,
    values: [accountId, after],
  });
  for (const table of ["totp", "passkey", "recovery_code"])
    tx.atEnd({
      name: `drop_${table}`,
      text: `delete from identity.${table} where account_id = $1 and created_at > $2::timestamptz`,
      values: [accountId, after],
    });
  return rows.map(({ kind }) => kind);
}
