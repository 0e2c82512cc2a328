import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { inLots } from "@bulkhead/kernel/lot.ts";

const BATCH = 500;
/** A sweep takes no longer than this many batches; what is left waits for the next. */
const MAX_BATCHES = 200;

/**
 * What the protocol no longer needs: what has expired, revocations of what has, and answers whose window is over; and of
 * sign-in sessions what their owners need not see any more.
 */
const NEEDLESS = [
  `delete from identity.oidc_artifact where (model, digest) in (
     select model, digest from identity.oidc_artifact where expires_at < now() order by expires_at limit $1
     for update skip locked) returning 1`,
  `delete from identity.revoked_token where (tenant_id, id) in (
     select tenant_id, id from identity.revoked_token where expires_at < now() - interval '10 minutes'
     order by expires_at limit $1) returning 1`,
  // The used token is kept, so that a later use is known for one; the answer it gave is of no use to anybody any more.
  `update identity.oidc_artifact set replay = null, replay_for = null where (model, digest) in (
     select model, digest from identity.oidc_artifact
     where replay is not null and consumed_at < now() - interval '1 minute' order by consumed_at limit $1
     for update skip locked) returning 1`,
  // One that was not ended is worth nothing once the protocol has forgotten it, which it does after two weeks without use.
  `delete from identity.account_session where uid in (
     select uid from identity.account_session
     where last_used_at < now() - interval '15 days' and (ended_at is null or ended_at < now() - interval '30 days')
     order by last_used_at limit $1 for update skip locked) returning 1`,
  `delete from identity.mail_proof where id in (
     select id from identity.mail_proof where expires_at < now() order by expires_at limit $1
     for update skip locked) returning 1`,
  // A cookie lasts no longer.
  `delete from identity.known_device where id in (
     select id from identity.known_device where last_seen_at < now() - interval '1 year' order by last_seen_at limit $1
     for update skip locked) returning 1`,
  // A secret of an authenticator app that no code has confirmed: it can be no longer.
  `delete from identity.totp where id in (
     select id from identity.totp where confirmed_at is null and created_at < now() - interval '10 minutes' limit $1
     for update skip locked) returning 1`,
];

/** Deletes it a little at a time. Any number of processes may sweep at once. */
export async function sweepArtifacts(db: Database, signal: AbortSignal): Promise<number> {
  let swept = 0;
  for (const text of NEEDLESS) {
    let batches = 0;
    const sweep = async (rows: number) => (await queryOutsideTenants(db, { text, values: [rows] })).length;
    swept += await inLots(BATCH, sweep, () => batches++ === MAX_BATCHES || signal.aborted);
  }
  return swept;
}
