import { isDeepStrictEqual } from "node:util";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";
import { digestOf, type Payload } from "./artifacts.ts";
import { currentExchange, type Exchange } from "./exchange.ts";
import type { Store } from "./store.ts";

/**
 * Sessions that were signed out, by their uid. The library saves a session at the end of every request that found it, so
 * one that was under way would bring it back, and the browser's cookie with it: deleting it is not enough.
 */
const SIGNED_OUT = "SignedOut";

/** Until nothing that a late request has saved is found any more, in seconds: two weeks and a day. */
const KEPT_SECONDS = 15 * 24 * 3_600;

/** Until the transaction ends nobody signs the session out; answers whether somebody has. */
export async function holdSession(tx: TransactionAboveTenants, uid: string): Promise<boolean> {
  const [, rows] = await Promise.all([
    lockSession(tx, uid),
    tx.query({
      name: "session_is_signed_out",
      text: "select from identity.oidc_artifact where model = $1 and digest = $2",
      values: [SIGNED_OUT, digestOf(uid)],
    }),
  ]);
  return rows.length > 0;
}

/**
 * Signs a session out for good, with the end of the transaction; what is being begun in it is waited for. False when
 * somebody has done so before.
 */
export async function noteSignedOut(tx: TransactionAboveTenants, uid: string): Promise<boolean> {
  const isSignedOut = await holdSession(tx, uid);
  tx.atEnd({
    name: "session_ends",
    text: "update identity.account_session set ended_at = now() where uid = $1 and ended_at is null",
    values: [uid],
  });
  tx.atEnd({
    name: "note_signed_out",
    text: `insert into identity.oidc_artifact (model, digest, payload, expires_at)
           values ($1, $2, '{}', now() + make_interval(secs => $3)) on conflict do nothing`,
    values: [SIGNED_OUT, digestOf(uid), KEPT_SECONDS],
  });
  return !isSignedOut;
}

function lockSession(tx: TransactionAboveTenants, uid: string): Promise<unknown> {
  const text = "select pg_advisory_xact_lock(hashtextextended($1, 0))";
  return tx.query({ name: "lock_session", text, values: [uid] });
}

/**
 * Whether a session is worth nothing although it is there: it was signed out, or begun with another password, or its
 * account is gone.
 */
export async function isOver(store: Store, { uid, accountId, loginTs }: Payload): Promise<boolean> {
  const rows = await store.query({
    name: "session_is_over",
    text: `select 1 from identity.oidc_artifact where model = $1 and digest = $2
           union all select 1 where $3::uuid is not null and not exists (
             select from identity.account
             where id = $3 and coalesce(password_changed_at < to_timestamp($4::float8 + 1), true))`,
    values: [SIGNED_OUT, digestOf(String(uid)), accountId ?? null, loginTs ?? null],
  });
  return rows.length > 0;
}

/** As the exchange found its session. */
const found = new WeakMap<Exchange, { id: string; payload: Payload }>();

export function noteFound(id: string, payload: Payload): void {
  found.set(currentExchange(), { id, payload: structuredClone(payload) });
}

/**
 * Keeps a session that the exchange did not change for longer, and leaves the rest to those who do change it: a silent
 * sign-in would otherwise take back what a form was given for its protection a moment ago. False when there is more to do.
 */
export async function keepUnchanged(store: Store, id: string, payload: Payload, keepSeconds: number): Promise<boolean> {
  const before = found.get(currentExchange());
  if (before?.id !== id || !isDeepStrictEqual(lasting(before.payload), lasting(payload))) return false;
  const rows = await store.query({
    name: "keep_session_longer",
    text: `update identity.oidc_artifact set payload = jsonb_set(payload, '{exp}', $2),
             expires_at = now() + make_interval(secs => $3) where model = 'Session' and digest = $1 returning 1`,
    values: [digestOf(id), JSON.stringify(payload.exp), keepSeconds],
  });
  return rows.length > 0;
}

/** What of a session does not change by itself, as it would be read again. */
function lasting({ exp: _, iat: __, jti: ___, ...rest }: Payload): unknown {
  return JSON.parse(JSON.stringify(rest));
}
