import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { endGrants } from "../grants.ts";
import type { Account, UserKey } from "./account.ts";
import { type RequestOf, recordOnAccount, usersOf } from "./account-events.ts";
import type { AnonymousRequest } from "./failed-attempts.ts";
import { voidProofs } from "./mail-proofs.ts";

export interface Replaced {
  id: string;
  /** Whether somebody had proved to read the address's mail before. */
  wasVerified: boolean;
  users: UserKey[];
}

/**
 * Gives an account another password. Whoever was signed in by the old one is out, in every tenant: sign-in sessions are
 * gone, no grant stands, and links that were asked for before work no longer. Undefined when there is no such account. The
 * caller has taken its turn.
 */
export async function replacePassword(
  tx: TransactionAboveTenants,
  requestOf: RequestOf,
  { id, emailKey, users: known }: Pick<Account, "id" | "emailKey" | "users">,
  hash: string,
): Promise<Replaced | undefined> {
  // All of it goes out together; whose user the account has become since it was found comes behind.
  const [[row], , , users] = await Promise.all([
    tx.query<{ was_verified: boolean }>({
      name: "replace_password",
      text: `update identity.account set password_hash = $3, password_changed_at = now()
             where email_key = $1 and id = $2 returning email_verified_at is not null as was_verified`,
      values: [emailKey, id, hash],
    }),
    endSessions(tx, id),
    voidProofs(tx, id, ["RESET_PASSWORD", "CHANGE_EMAIL"]),
    usersOf(tx, id),
    ...known.map((user) => endPasswordGrants(tx, requestOf, user)),
  ]);
  if (!row) return undefined;
  for (const user of users)
    if (!known.some(({ tenantId }) => tenantId === user.tenantId)) await endPasswordGrants(tx, requestOf, user);
  return { id, wasVerified: row.was_verified, users };
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
export async function endSessions(tx: TransactionAboveTenants, accountId: string): Promise<void> {
  // In the order of whoever ends one of them, so that two never wait for each other.
  await Promise.all([
    tx.query({
      name: "note_sessions_ended",
      text: `with chosen as (
               select uid from identity.account_session where account_id = $1 and ended_at is null
               order by uid collate "C" for no key update
             )
             update identity.account_session known set ended_at = now() from chosen where known.uid = chosen.uid`,
      values: [accountId],
    }),
    tx.query({
      name: "end_sessions_of_account",
      text: "delete from identity.oidc_artifact where model = 'Session' and account_id = $1",
      values: [accountId],
    }),
  ]);
}

/** Every browser is a new one to the account. */
export async function forgetDevices(tx: TransactionAboveTenants, accountId: string): Promise<void> {
  await tx.query({
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

/** Removes second factors and recovery codes that were set up after an instant; all when none is given. Answers their kinds. */
export async function deleteFactors(
  tx: TransactionAboveTenants,
  accountId: string,
  after = "-infinity",
): Promise<("TOTP" | "PASSKEY")[]> {
  const [apps, passkeys] = await Promise.all(
    ["totp", "passkey", "recovery_code"].map((table) =>
      tx.query({
        name: `drop_${table}`,
        text: `with gone as (delete from identity.${table} where account_id = $1 and created_at > $2::timestamptz returning *)
               select from gone ${table === "totp" ? "where confirmed_at is not null" : ""}`,
        values: [accountId, after],
      }),
    ),
  );
  return [...(apps ?? []).map(() => "TOTP" as const), ...(passkeys ?? []).map(() => "PASSKEY" as const)];
}
