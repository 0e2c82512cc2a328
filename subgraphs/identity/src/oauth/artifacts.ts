import { hash } from "node:crypto";
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
 * A code or token, and nobody else uses it until the exchange's transaction ends, in this process or another. Its grant is
 * what is asked for next, so it comes along; not by `grant_id`, which is also that of all tokens before this one.
 */
export function lockArtifact(store: Store, model: string, id: string): Promise<Artifact | undefined> {
  return onceInTransaction(`${model} ${id}`, async () => {
    const [row] = await store.query<Row & { grant_id: string | null; grant_payload: Payload | null }>({
      name: "lock_artifact",
      text: `select ${COLUMNS}, found.grant_id, given.payload as grant_payload
             from identity.oidc_artifact found
             left join identity.oidc_artifact given on given.model = 'Grant' and given.expires_at > now()
               and given.digest = sha256(convert_to(found.grant_id::text, 'UTF8'))
             where found.model = $1 and found.digest = $2 and found.expires_at > now() for update of found`,
      values: [model, digestOf(id)],
    });
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
  const { model, id, payload, keepSeconds, tenantId, grantId, accountId, sessionUid, clientId, userCode } = artifact;
  await store.query({
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
  });
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
 * Uses a token under lock up and keeps its successor, of the same family and session. Nothing waits for this: that it was
 * not used before is known from when it was locked.
 */
export function rotateAtEnd(store: Store, { usedId, successor, replay, replayFor }: Rotation): void {
  store.atEnd({
    name: "rotate_artifact",
    text: `with used as (
             update identity.oidc_artifact set consumed_at = now(), replay = $3, replay_for = $4
             where model = $1 and digest = $2 and consumed_at is null returning grant_id, tenant_id, session_uid
           )
           insert into identity.oidc_artifact (model, digest, payload, grant_id, tenant_id, session_uid, expires_at)
           select $1, $5, $6, grant_id, tenant_id, session_uid, now() + make_interval(secs => $7) from used`,
    values: [
      successor.model,
      digestOf(usedId),
      replay,
      replayFor,
      digestOf(successor.id),
      JSON.stringify(successor.payload),
      successor.keepSeconds,
    ],
  });
}

/** False when it was used before, or is gone: of any number of callers one gets true. */
export async function useArtifact(store: Store, model: string, id: string): Promise<boolean> {
  const rows = await store.query({
    name: "use_artifact",
    text: `update identity.oidc_artifact set consumed_at = now()
           where model = $1 and digest = $2 and consumed_at is null returning 1`,
    values: [model, digestOf(id)],
  });
  return rows.length > 0;
}

export async function dropArtifact(store: Store, model: string, id: string): Promise<void> {
  await store.query({
    name: "drop_artifact",
    text: "delete from identity.oidc_artifact where model = $1 and digest = $2",
    values: [model, digestOf(id)],
  });
}

/** False when the id was seen before and is still remembered: a bare insert, so that of parallel callers one gets true. */
export async function noteOnce(store: Store, model: string, id: string, keepSeconds: number): Promise<boolean> {
  const rows = await store.query({
    name: "note_artifact_once",
    text: `insert into identity.oidc_artifact as seen (model, digest, payload, expires_at)
           values ($1, $2, '{}', now() + make_interval(secs => $3))
           on conflict (model, digest) do update set expires_at = excluded.expires_at where seen.expires_at <= now()
           returning 1`,
    values: [model, digestOf(id), keepSeconds],
  });
  return rows.length > 0;
}

/** Moves the end of a token that is used again and again: `exp` of its payload, and until when it is kept. */
export function extendAtEnd(store: Store, model: string, id: string, exp: number, keepSeconds: number): void {
  store.atEnd({
    name: "extend_artifact",
    text: `update identity.oidc_artifact set payload = jsonb_set(payload, '{exp}', to_jsonb($3::bigint)),
             expires_at = now() + make_interval(secs => $4) where model = $1 and digest = $2`,
    values: [model, digestOf(id), exp, keepSeconds],
  });
}
