import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import { matchesDigest, type Peppers } from "./api-key-digest.ts";
import { type KeyEnvironment, parseApiKey } from "./api-key-format.ts";

/** Whose key it is. The same object for the same key until the key changes, so callers may cache by it. */
export interface ApiKeyIdentity {
  /** `key_…` */
  readonly id: string;
  readonly tenantId: string;
  readonly role: string;
  /** In whole seconds since 1970, which take no memory of their own. */
  readonly createdAt: number;
}

export interface ApiKeyAuthenticator {
  /** Undefined for every key that does not work, whatever the reason. */
  authenticate(key: string): ApiKeyIdentity | undefined | Promise<ApiKeyIdentity | undefined>;
  /** As `authenticate` for a key at hand, without reading anything. */
  recall(key: string): ApiKeyIdentity | undefined;
  /** As `authenticate`, from the table whatever is at hand: for callers that keep the answer themselves. */
  authenticateAfresh(key: string): Promise<ApiKeyIdentity | undefined>;
  /** Makes the next use of a key read the table. */
  forget(keyUuid: string): void;
  stop(): void;
}

interface KnownKey {
  identity: ApiKeyIdentity;
  pepperVersion: number;
  /** As text of one byte a character: a kept Buffer would hold on to the whole slab that it was cut from. */
  digest: string;
  revoked: boolean;
}

/** With as many policies and principals about 70 MB (docs/adr/0015). */
const MAX_KEYS = 100_000;

interface AuthenticatorDeps {
  db: Database;
  feed: Feed;
  log: Log;
  environment: KeyEnvironment;
  peppers: Peppers;
}

export function createApiKeyAuthenticator(deps: AuthenticatorDeps): ApiKeyAuthenticator {
  const { feed, environment, peppers } = deps;
  const known = createPushedCache<KnownKey>({
    load: (keyUuid) => loadKey(deps, keyUuid),
    max: MAX_KEYS,
    trusted: () => isBelieved(feed),
  });
  const stop = feed.listen((event) => {
    if (event.type.startsWith("api-key.")) known.forget(event.subject);
  });

  function check(found: KnownKey | undefined, key: string): ApiKeyIdentity | undefined {
    if (!found) return undefined;
    // The digest is compared for revoked keys too: time must not tell a revoked key from a wrong one.
    const matches = matchesDigest(peppers, found.pepperVersion, key, Buffer.from(found.digest, "latin1"));
    return matches && !found.revoked ? found.identity : undefined;
  }

  return {
    authenticate(key) {
      const keyUuid = parseApiKey(environment, key);
      if (keyUuid === undefined) return undefined;
      const found = known.get(keyUuid);
      return found instanceof Promise ? found.then((loaded) => check(loaded, key)) : check(found, key);
    },
    recall(key) {
      const keyUuid = parseApiKey(environment, key);
      return keyUuid === undefined ? undefined : check(known.peek(keyUuid), key);
    },
    async authenticateAfresh(key) {
      const keyUuid = parseApiKey(environment, key);
      return keyUuid === undefined ? undefined : check(await loadKey(deps, keyUuid), key);
    },
    forget: known.forget,
    stop,
  };
}

async function loadKey({ db, log, peppers }: AuthenticatorDeps, keyUuid: string): Promise<KnownKey | undefined> {
  const [row] = await queryOutsideTenants<{
    tenant_id: string;
    role: string;
    created_seconds: number;
    pepper_version: number;
    digest: Buffer;
    revoked: boolean;
  }>(db, {
    name: "authenticate_api_key",
    // The role is that of its service account, where it has one, as it is now: with another one its keys are forgotten.
    text: `select key.tenant_id, coalesce(key.role, account.role) as role, pepper_version, digest,
             floor(extract(epoch from key.created_at))::float8 as created_seconds,
             revoked_at is not null or account.removed_at is not null as revoked
           from identity.api_key as key left join identity.service_account as account
             on account.tenant_id = key.tenant_id and account.id = key.service_account_id
           where key.id = $1`,
    values: [keyUuid],
  });
  if (!row) return undefined;
  const { tenant_id: tenantId, role, created_seconds: createdAt } = row;
  const identity = Object.freeze({ id: encodeId("apiKey", keyUuid), tenantId, role, createdAt });
  const { pepper_version: pepperVersion, revoked } = row;
  const digest = row.digest.toString("latin1");
  if (!peppers.keys.has(pepperVersion))
    log.error({ apiKey: identity.id, pepperVersion }, "a key cannot be checked: its pepper is not configured");
  return { identity, pepperVersion, digest, revoked };
}
