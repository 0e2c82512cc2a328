import { type Database, flushAsTenant, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Peppers } from "./api-key-digest.ts";
import type { JwkSet } from "./oauth-client-keys.ts";
import type { OAuthClientKind } from "./oauth-client-row.ts";
import { matchesClientSecret, type StoredSecret } from "./oauth-client-secret.ts";

/** A client as the authorisation server needs it. The same object until something about the client changes. */
export interface StoredClient {
  /** uuid; INSTALLATION_ID for a client of the installation, which the users of every tenant may use. */
  readonly tenantId: string;
  readonly uuid: string;
  /** `cli_…` */
  readonly id: string;
  readonly kind: OAuthClientKind;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  /** Of a machine; null for clients that act for users. */
  readonly role: string | null;
  readonly jwks: JwkSet | null;
  readonly dpopBound: boolean;
  readonly secrets: readonly StoredSecret[];
}

/** All clients there are, for the authorisation server: a client's id comes before its tenant is known. */
export interface ClientDirectory {
  /** By public id. Undefined for one that is unknown, malformed or revoked. */
  find(publicId: string): StoredClient | undefined | Promise<StoredClient | undefined>;
  /** In constant time. False for a client without secrets, and for secrets whose overlap has ended. */
  secretMatches(client: StoredClient, secret: string): boolean;
  /** Notes the time, to the minute; in the background, and a failure is only logged. */
  noteUse(client: StoredClient): void;
  stop(): void;
}

const MAX_CLIENTS = 10_000;
const NOTE_MS = 60_000;

interface DirectoryDeps {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  feed: Feed;
  peppers: Peppers;
  log: Log;
}

/** Revoked ones are kept too, so that a client which goes on asking costs no read each time. */
type KnownClient = { client: StoredClient; revoked: boolean };

export function createClientDirectory(deps: DirectoryDeps): ClientDirectory {
  const { db, feed, peppers, log } = deps;
  const known = createPushedCache<KnownClient>({
    load: (uuid) => loadClient(deps, uuid),
    max: MAX_CLIENTS,
    trusted: () => isBelieved(feed),
  });
  /** When a use of a client was last noted here, by its uuid. */
  const noted = new Map<string, number>();
  const stop = feed.listen(({ type, subject }) => {
    if (type.startsWith("oauth-client.") || type.startsWith("oauth-client-secret.")) known.forget(subject);
  });
  return {
    find(publicId) {
      const uuid = tryDecodeId("oauthClient", publicId);
      if (uuid === undefined) return undefined;
      const found = known.get(uuid);
      return found instanceof Promise ? found.then(working) : working(found);
    },
    secretMatches: (client, secret) => matchesClientSecret(peppers, client.secrets, secret),
    noteUse(client) {
      const now = Date.now();
      if (now - (noted.get(client.uuid) ?? 0) < NOTE_MS) return;
      if (noted.size >= MAX_CLIENTS) noted.clear();
      noted.set(client.uuid, now);
      writeUse(db, client).catch((error: unknown) => log.warn({ client: client.id, err: error }, "last use not noted"));
    },
    stop,
  };
}

const working = (known: KnownClient | undefined): StoredClient | undefined =>
  known && !known.revoked ? known.client : undefined;

/** As the database tells time: a secret whose overlap has ended there is not even read. */
const LOAD = `
  select c.tenant_id, c.kind, c.name, c.redirect_uris, c.post_logout_redirect_uris, c.role, c.jwks, c.dpop_bound,
    c.revoked_at is not null as revoked,
    coalesce((
      select json_agg(json_build_object('pepperVersion', s.pepper_version, 'digest', encode(s.digest, 'hex'),
        'expiresAt', extract(epoch from s.expires_at) * 1000))
      from identity.oauth_client_secret s
      where s.tenant_id = c.tenant_id and s.client_id = c.id and (s.expires_at is null or s.expires_at > now())
    ), '[]') as secrets
  from identity.oauth_client c where c.id = $1`;

interface LoadedRow {
  tenant_id: string;
  kind: OAuthClientKind;
  name: string;
  redirect_uris: string[];
  post_logout_redirect_uris: string[];
  role: string | null;
  jwks: JwkSet | null;
  dpop_bound: boolean;
  revoked: boolean;
  secrets: { pepperVersion: number; digest: string; expiresAt: number | null }[];
}

async function loadClient({ db, peppers, log }: DirectoryDeps, uuid: string): Promise<KnownClient | undefined> {
  const [row] = await queryOutsideTenants<LoadedRow>(db, { name: "oauth_client_by_id", text: LOAD, values: [uuid] });
  if (!row) return undefined;
  const client = Object.freeze({
    tenantId: row.tenant_id,
    uuid,
    id: encodeId("oauthClient", uuid),
    kind: row.kind,
    name: row.name,
    redirectUris: row.redirect_uris,
    postLogoutRedirectUris: row.post_logout_redirect_uris,
    role: row.role,
    jwks: row.jwks,
    dpopBound: row.dpop_bound,
    secrets: row.secrets.map((secret) => ({ ...secret, digest: Buffer.from(secret.digest, "hex") })),
  });
  for (const { pepperVersion } of client.secrets)
    if (!peppers.keys.has(pepperVersion))
      log.error({ client: client.id, pepperVersion }, "a secret cannot be checked: its pepper is not configured");
  return { client, revoked: row.revoked };
}

async function writeUse(db: Database, { tenantId, uuid }: StoredClient): Promise<void> {
  const text = `update identity.oauth_client set last_used_at = date_trunc('minute', now())
                where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < date_trunc('minute', now()))`;
  await flushAsTenant(db, tenantId, [{ name: "note_client_use", text, values: [tenantId, uuid] }]);
}
