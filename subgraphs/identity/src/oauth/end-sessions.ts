import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { endGrants } from "../grants.ts";
import { noteSignedOut } from "./sessions.ts";

/**
 * Ends sign-in sessions for good, and what the person let clients do in them, in every tenant: from the commit on no token
 * of theirs is renewed, and within a second none opens anything. `actor` is whose act it is in a tenant's log. Answers how
 * many nobody had ended before.
 */
export async function endSessions(
  tx: TransactionAboveTenants,
  uids: readonly string[],
  actor: (tenantId: string) => RequestContext,
): Promise<number> {
  // In one order, as tenants and grants are, so that two who end some of the same never wait for each other.
  const signedOut = await Promise.all([...uids].sort().map((uid) => noteSignedOut(tx, uid)));
  const ended = signedOut.filter(Boolean).length;
  const grants = await tx.query<{ tenant_id: string; ids: string[] }>({
    name: "grants_of_sessions",
    text: `select tenant_id, array_agg(grant_id) as ids from identity.oidc_artifact
           where model = 'Grant' and session_uid = any($1) and tenant_id is not null
           group by tenant_id order by tenant_id`,
    values: [uids],
  });
  tx.atEnd({
    name: "drop_sessions",
    text: "delete from identity.oidc_artifact where model = 'Session' and session_uid = any($1)",
    values: [uids],
  });
  await Promise.all(
    grants.map(({ tenant_id, ids }) => endGrants(tx.enter(tenant_id), actor(tenant_id), { ids }, "SIGNED_OUT")),
  );
  return ended;
}

/**
 * Ends every sign-in session of an account for good. Grants are the caller's to end, once it holds the account: whoever
 * begins something holds the session first and then the account, and so must whoever ends it.
 */
export async function endEverySession(tx: TransactionAboveTenants, accountId: string): Promise<void> {
  const uids = (await sessionsOf(tx, accountId)).sort();
  await Promise.all(uids.map((uid) => noteSignedOut(tx, uid)));
  tx.atEnd({
    text: "delete from identity.oidc_artifact where model = 'Session' and account_id = $1",
    values: [accountId],
  });
}

/** The sign-in sessions of an account, by their uids. */
export async function sessionsOf(tx: TransactionAboveTenants, accountId: string): Promise<string[]> {
  const rows = await tx.query<{ uid: string }>({
    name: "all_sessions_of_account",
    text: `select uid from identity.account_session where account_id = $1 and ended_at is null
           union select session_uid from identity.oidc_artifact where model = 'Session' and account_id = $1`,
    values: [accountId],
  });
  return rows.map(({ uid }) => uid);
}
