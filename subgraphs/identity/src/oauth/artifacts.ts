import { hash } from "node:crypto";
import type { Ending, Statement } from "@bulkhead/kernel/database.ts";
import type { Artifact, NewArtifact, Payload } from "./artifact.ts";
import { onceInTransaction, rememberInTransaction } from "./exchange.ts";
import type { Store } from "./store.ts";

export type { Artifact, NewArtifact, Payload } from "./artifact.ts";

/** The id is the credential: 256 random bits, of which only a digest is kept, so a plain hash will do. */
export function digestOf(id: string): Buffer {
  return hash("sha256", id, "buffer");
}

const COLUMNS = `found.payload, found.tenant_id, found.replay, found.replay_for,
  extract(epoch from now() - found.consumed_at)::float8 as used_seconds_ago`;

interface Row {
  payload: Payload;
  tenant_id: string | null;
  used_seconds_ago: number | null;
  replay: Buffer | null;
  replay_for: Buffer | null;
}

function toArtifact(row: Row): Artifact {
  return {
    payload: row.payload,
    tenantId: row.tenant_id,
    usedSecondsAgo: row.used_seconds_ago ?? undefined,
    replay: row.replay,
    replayFor: row.replay_for,
  };
}

export async function findArtifact(store: Store, model: string, id: string): Promise<Artifact | undefined> {
  const [row] = await store.query<Row>({
    name: "find_artifact",
    text: `select ${COLUMNS} from identity.oidc_artifact found where model = $1 and digest = $2 and expires_at > now()`,
    values: [model, digestOf(id)],
  });
  return row && toArtifact(row);
}

/**
 * A code or token, and nobody else uses it until the exchange's transaction ends, in this process or another. An advisory
 * lock, for one of the row would hold back the outbox while tokens are signed (docs/adr/0014). Its grant is what is asked
 * for next, so it comes along; not by `grant_id`, which is also that of all tokens before this one.
 */
export function lockArtifact(store: Store, model: string, id: string): Promise<Artifact | undefined> {
  return onceInTransaction(`${model} ${id}`, async () => {
    const digest = digestOf(id);
    const [, [row]] = await Promise.all([
      store.query({
        name: "lock_artifact",
        text: "select pg_advisory_xact_lock($1::bigint)",
        values: [digest.readBigInt64BE().toString()],
      }),
      // A statement of its own: it sees what was committed while the first one waited.
      store.query<Row & { grant_id: string | null; grant_payload: Payload | null }>({
        name: "find_locked_artifact",
        text: `select ${COLUMNS}, found.grant_id, given.payload as grant_payload
               from identity.oidc_artifact found
               left join identity.oidc_artifact given on given.model = 'Grant' and given.expires_at > now()
                 and given.digest = sha256(convert_to(found.grant_id::text, 'UTF8'))
               where found.model = $1 and found.digest = $2 and found.expires_at > now()`,
        values: [model, digest],
      }),
    ]);
    if (row?.grant_id && row.grant_payload) {
      const nothing = { used_seconds_ago: null, replay: null, replay_for: null };
      const grant = toArtifact({ ...nothing, payload: row.grant_payload, tenant_id: row.tenant_id });
      rememberInTransaction(`Grant ${row.grant_id}`, grant);
    }
    return row && toArtifact(row);
  });
}

export function findGrant(store: Store, grantId: string): Promise<Artifact | undefined> {
  return onceInTransaction(`Grant ${grantId}`, () => findArtifact(store, "Grant", grantId));
}

export async function findArtifactBy(
  store: Store,
  model: string,
  column: "session_uid" | "user_code",
  value: string | Buffer,
): Promise<Artifact | undefined> {
  const [row] = await store.query<Row>({
    name: `find_artifact_by_${column}`,
    text: `select ${COLUMNS} from identity.oidc_artifact found where model = $1 and ${column} = $2 and expires_at > now()`,
    values: [model, value],
  });
  return row && toArtifact(row);
}

export async function keepArtifact(store: Store, artifact: NewArtifact): Promise<void> {
  await store.query(keepStatement(artifact));
}

/** For one that nobody can ask for before the exchange is answered. */
export function keepAtEnd(ending: Ending, artifact: NewArtifact): void {
  ending.atEnd(keepStatement(artifact));
}

function keepStatement(artifact: NewArtifact): Statement {
  const { model, id, payload, keepSeconds, tenantId, grantId, accountId, sessionUid, clientId, userCode } = artifact;
  return {
    name: "keep_artifact",
    // A code or token is of the tenant that its grant is of.
    text: `insert into identity.oidc_artifact as kept
             (model, digest, payload, grant_id, tenant_id, account_id, session_uid, client_id, user_code, expires_at)
           values ($1, $2, $3, $4::uuid, coalesce($5::uuid,
                    (select tenant_id from identity.oidc_artifact where model = 'Grant' and digest = $11)),
                   $6, $7, $8, $9, now() + make_interval(secs => $10))
           on conflict (model, digest) do update set payload = excluded.payload, expires_at = excluded.expires_at,
             grant_id = coalesce(excluded.grant_id, kept.grant_id), tenant_id = coalesce(excluded.tenant_id, kept.tenant_id),
             account_id = coalesce(excluded.account_id, kept.account_id)`,
    values: [
      model,
      digestOf(id),
      JSON.stringify(payload),
      grantId ?? null,
      tenantId ?? null,
      accountId ?? null,
      sessionUid ?? null,
      clientId ?? null,
      userCode ?? null,
      keepSeconds,
      grantId === undefined ? null : digestOf(grantId),
    ],
  };
}

/** A token that takes the place of another one. */
export interface Rotation {
  usedId: string;
  successor: NewArtifact;
  /** The sealed answer that the used one was given, for retries of the request it answered. */
  replay: Buffer;
  replayFor: Buffer;
}

/**
 * Uses a token under lock up and keeps its successor, of the same family and session. That it was not used before is known
 * from when it was locked; of an older release, which locks otherwise, it is known now.
 */
export function rotateAtEnd(ending: Ending, { usedId, successor, replay, replayFor }: Rotation): void {
  const used = digestOf(usedId);
  ending.surelyAtEnd({
    name: "use_up_artifact",
    text: `update identity.oidc_artifact set consumed_at = now(), replay = $3, replay_for = $4
           where model = $1 and digest = $2 and consumed_at is null returning 1`,
    values: [successor.model, used, replay, replayFor],
  });
  ending.atEnd({
    name: "keep_successor",
    text: `insert into identity.oidc_artifact (model, digest, payload, grant_id, tenant_id, session_uid, expires_at)
           select model, $3, $4, grant_id, tenant_id, session_uid, now() + make_interval(secs => $5)
           from identity.oidc_artifact where model = $1 and digest = $2`,
    values: [successor.model, used, digestOf(successor.id), JSON.stringify(successor.payload), successor.keepSeconds],
  });
}

/** Uses one under lock up, which was seen unused. */
export function useAtEnd(ending: Ending, model: string, id: string): void {
  ending.surelyAtEnd(useStatement(model, id));
}

/** False when it was used before, or is gone: of any number of callers one gets true. */
export async function useArtifact(store: Store, model: string, id: string): Promise<boolean> {
  return (await store.query(useStatement(model, id))).length > 0;
}

function useStatement(model: string, id: string): Statement {
  return {
    name: "use_artifact",
    text: `update identity.oidc_artifact set consumed_at = now()
           where model = $1 and digest = $2 and consumed_at is null returning 1`,
    values: [model, digestOf(id)],
  };
}

export async function dropArtifact(store: Store, model: string, id: string): Promise<void> {
  await store.query({
    name: "drop_artifact",
    text: "delete from identity.oidc_artifact where model = $1 and digest = $2",
    values: [model, digestOf(id)],
  });
}

/**
 * False when the id was seen before and is still remembered: a bare insert, so that of parallel callers one gets true. In
 * a transaction it comes with the COMMIT; of two at once the second then fails there, and is told when it is run again.
 */
export async function noteOnce(store: Store, model: string, id: string, keepSeconds: number): Promise<boolean> {
  const note: Statement = {
    name: "note_artifact_once",
    text: `insert into identity.oidc_artifact as seen (model, digest, payload, expires_at)
           values ($1, $2, '{}', now() + make_interval(secs => $3))
           on conflict (model, digest) do update set expires_at = excluded.expires_at where seen.expires_at <= now()
           returning 1`,
    values: [model, digestOf(id), keepSeconds],
  };
  const ending = store.ending();
  if (!ending) return (await store.query(note)).length > 0;
  if (await findArtifact(store, model, id)) return false;
  ending.surelyAtEnd(note);
  return true;
}

/** Moves the end of a token that is used again and again: `exp` of its payload, and until when it is kept. */
export function extendAtEnd(ending: Ending, model: string, id: string, exp: number, keepSeconds: number): void {
  ending.atEnd({
    name: "extend_artifact",
    text: `update identity.oidc_artifact set payload = jsonb_set(payload, '{exp}', to_jsonb($3::bigint)),
             expires_at = now() + make_interval(secs => $4) where model = $1 and digest = $2`,
    values: [model, digestOf(id), exp, keepSeconds],
  });
}
