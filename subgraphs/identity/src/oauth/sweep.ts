import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";

const BATCH = 500;
/** A sweep takes no longer than this many batches; what is left waits for the next. */
const MAX_BATCHES = 200;

/** What the protocol no longer needs: what has expired, revocations of what has, and answers whose window is over. */
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
];

/** Deletes it a little at a time. Any number of processes may sweep at once. */
export async function sweepArtifacts(db: Database, signal: AbortSignal): Promise<number> {
  let swept = 0;
  for (const text of NEEDLESS)
    for (let batch = 0; batch < MAX_BATCHES && !signal.aborted; batch++) {
      const rows = await queryOutsideTenants(db, { text, values: [BATCH] });
      swept += rows.length;
      if (rows.length < BATCH) break;
    }
  return swept;
}
