import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { Ending, TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { describeUserAgent } from "../accounts/user-agent.ts";
import { findGrant, type Payload } from "./artifacts.ts";
import { currentExchange, onceInTransaction } from "./exchange.ts";
import { holdSession } from "./sessions.ts";
import type { Store } from "./store.ts";

/** A grant and everything issued under it: one user of one tenant, one client, one browser session. */
export interface Family {
  tenantId: string;
  /** Uuid; as `grt_…` the `sid` of its tokens. */
  grantId: string;
  /** Uuid. */
  userId: string;
  email: string;
  name: string;
  /** Seconds since 1970: its begin, its last use that was noted, and the absolute end. */
  beganAt: number;
  usedAt: number;
  expiresAt: number;
}

/** However often it is refreshed, a family ends after this long. */
export const FAMILY_SECONDS = 180 * 24 * 3_600;

interface Row {
  user_id: string;
  email: string;
  name: string;
  began_at: number;
  used_at: number;
  expires_at: number;
}

/**
 * The family behind a grant while it stands; undefined once it has ended or its user is locked. Inside a transaction its
 * end then waits for us, and whoever comes after an end sees it: from now on, or when a token request is committed.
 */
export async function standingFamily(store: Store, tenantId: string, grantId: string): Promise<Family | undefined> {
  // Not for share: two that hold it so, and then both end the family, would wait for each other.
  const { tx: held, relied } = currentExchange();
  const lock = held && !relied ? " for no key update of held" : "";
  const [row] = await store.asTenant(tenantId, (tx) =>
    tx.query<Row>({
      name: lock ? "hold_family" : "standing_family",
      text: `select held.user_id, person.email, person.name, extract(epoch from held.created_at)::float8 as began_at,
               extract(epoch from coalesce(held.last_used_at, held.created_at))::float8 as used_at,
               extract(epoch from held.expires_at)::float8 as expires_at
             from identity.oauth_grant held join identity."user" person
               on person.tenant_id = held.tenant_id and person.id = held.user_id
             where held.tenant_id = $1 and held.id = $2 and held.ended_at is null and held.expires_at > now()
               and person.locked_at is null${lock}`,
      values: [tenantId, grantId],
    }),
  );
  if (!row) return undefined;
  relied?.set(grantId, tenantId);
  const { user_id: userId, email, name, began_at: beganAt, used_at: usedAt, expires_at } = row;
  return { tenantId, grantId, userId, email, name, beganAt, usedAt, expiresAt: Math.floor(expires_at) };
}

/** Holds what a token request relied on, along with its COMMIT. If it has ended since, the request is made again. */
export function holdRelied(tx: TransactionAboveTenants): void {
  for (const [grantId, tenantId] of currentExchange().relied ?? [])
    tx.enter(tenantId).surelyAtEnd({
      name: "hold_relied_family",
      text: `select from identity.oauth_grant where tenant_id = $1 and id = $2 and ended_at is null for no key update`,
      values: [tenantId, grantId],
    });
}

/** A grant as oidc-provider keeps it, and its family while that stands. */
export function standingGrant(
  store: Store,
  grantId: string,
): Promise<{ payload: Payload; family: Family } | undefined> {
  return onceInTransaction(`family ${grantId}`, async () => {
    const grant = await findGrant(store, grantId);
    const family = grant?.tenantId ? await standingFamily(store, grant.tenantId, grantId) : undefined;
    return grant && family && { payload: grant.payload, family };
  });
}

export interface NewFamily {
  tenantId: string;
  userId: string;
  /** Uuid of the client. */
  clientId: string;
  scope: string;
  /** Browser or program that it is given in, by its own word. */
  userAgent: string;
}

/** By whom a family is begun. */
export interface SignedIn {
  accountId: string;
  /** Seconds since 1970. */
  signedInAt: number;
  sessionUid: string;
}

/**
 * Begins a family, with its events. Answers its uuid; undefined when the user was locked, signed out or the password set
 * since they signed in: whoever does that meanwhile waits for us, and then ends what we have begun.
 */
export async function beginFamily(store: Store, family: NewFamily, by: SignedIn): Promise<string | undefined> {
  const { tenantId, userId, clientId, scope, userAgent } = family;
  if (!(await mayBegin(store, family, by))) return undefined;
  const id = newUuid();
  const { request } = currentExchange();
  const user = encodeId("user", userId);
  const client = encodeId("oauthClient", clientId);
  await store.asTenant(tenantId, async (tx) => {
    tx.atEnd({
      name: "begin_family",
      text: `insert into identity.oauth_grant (tenant_id, id, user_id, client_id, scope, user_agent, expires_at)
               values ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))`,
      values: [tenantId, id, userId, clientId, scope, describeUserAgent(userAgent), FAMILY_SECONDS],
    });
    tx.atEnd(
      appendOutbox(tenantId, [{ type: "grant.created", subject: id, payload: { userId: user, clientId: client } }]),
    );
    tx.atEnd(
      appendAudit(asUser(request, tenantId, userId), tenantId, {
        action: "grant.create",
        target: encodeId("grant", id),
        detail: { userId: user, clientId: client, scope },
      }),
    );
  });
  return id;
}

/** Times of signing in are whole seconds, so a password set in the same one is not seen here but by the session's end. */
async function mayBegin(store: Store, { tenantId, userId }: Pick<NewFamily, "tenantId" | "userId">, by: SignedIn) {
  const { accountId, signedInAt, sessionUid } = by;
  const account = {
    text: "select 1 from identity.account where id = $1 and password_changed_at < to_timestamp($2 + 1)",
    values: [accountId, signedInAt],
  };
  const user = {
    text: `select 1 from identity."user" where tenant_id = $1 and id = $2 and locked_at is null`,
    values: [tenantId, userId],
  };
  return store.together(async (tx) => {
    const tenant = tx.enter(tenantId);
    const [isSignedOut, accounts, users] = await Promise.all([
      holdSession(tx, sessionUid),
      tx.query({ ...account, name: "account_to_begin" }),
      tenant.query({ ...user, name: "user_to_begin" }),
    ]);
    if (isSignedOut || accounts.length === 0 || users.length === 0) return false;
    // Held along with the COMMIT, before what is begun.
    tx.surelyAtEnd({ ...account, name: "hold_account", text: `${account.text} for share` });
    tenant.surelyAtEnd({ ...user, name: "hold_user", text: `${user.text} for share` });
    return true;
  });
}

/** Notes that a family is used. At most one write a minute. */
export function noteFamilyUse(ending: Ending, { tenantId, grantId }: Family): void {
  ending.atEnd({
    name: "note_family_use",
    text: `update identity.oauth_grant set last_used_at = now() where tenant_id = $1 and id = $2
             and coalesce(last_used_at, created_at) < now() - interval '1 minute'`,
    values: [tenantId, grantId],
  });
}

/** The exchange as an act of the user whom it signed in. */
export function asUser(request: ReturnType<typeof currentExchange>["request"], tenantId: string, userId: string) {
  return {
    ...request,
    principal: { ...request.principal, kind: "user" as const, id: encodeId("user", userId), tenantId },
  };
}

/** What is asked for: scopes of identity, and permissions; none of these means all that the role has. */
export interface Asked {
  identity: readonly string[];
  permissions: readonly string[];
}

/**
 * Whether the user let the client have all of this before, and nothing bad came of it since: whoever took a consent back
 * is asked again, however often they consented before that.
 */
export async function hasConsented(
  store: Store,
  { tenantId, userId, clientId }: Pick<NewFamily, "tenantId" | "userId" | "clientId">,
  { identity, permissions }: Asked,
): Promise<boolean> {
  const rows = await store.asTenant(tenantId, (tx) =>
    tx.query({
      name: "consented_before",
      text: `select 1 from identity.oauth_grant held where tenant_id = $1 and user_id = $2 and client_id = $3
               and string_to_array(scope, ' ') @> $4::text[]
               and (position(':' in scope) = 0 or (cardinality($5::text[]) > 0 and string_to_array(scope, ' ') @> $5))
               and coalesce(end_reason, 'SIGNED_OUT') in ('SIGNED_OUT', 'PASSWORD_SET', 'FACTORS_RESET')
               and not exists (
                 select from identity.oauth_grant other where tenant_id = $1 and user_id = $2 and client_id = $3
                   and end_reason not in ('SIGNED_OUT', 'PASSWORD_SET', 'FACTORS_RESET') and other.ended_at >= held.created_at)
             limit 1`,
      values: [tenantId, userId, clientId, identity, permissions],
    }),
  );
  return rows.length > 0;
}

/** Records that the user consented to more: to what is named, and to all of the role where one of the two names nothing. */
export async function widenConsent(store: Store, tenantId: string, grantId: string, scope: string): Promise<void> {
  await store.asTenant(tenantId, (tx) =>
    tx.query({
      name: "widen_consent",
      text: `update identity.oauth_grant set scope = (
               select coalesce(string_agg(distinct name, ' ' order by name), '')
               from unnest(string_to_array(scope || ' ' || $3, ' ')) name
               where name <> '' and (position(':' in name) = 0 or (position(':' in scope) > 0 and position(':' in $3) > 0)))
             where tenant_id = $1 and id = $2`,
      values: [tenantId, grantId, scope],
    }),
  );
}
