import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { encodeId, tryDecodeId } from "@bulkhead/kernel/id.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import DataLoader from "dataloader";

/**
 * The names behind `createdBy` and an audit event's `actor`. A page of records asks for fifty and they are nearly always
 * the same few, so names are kept, per tenant, until the feed says one changed; what is missing is read in one statement
 * per tenant however many requests ask for it in the same turn.
 */
export interface ActorNames {
  /** Undefined when the tenant knows no such actor. */
  get(tenantId: string, actorId: string): string | Promise<string | undefined>;
  stop(): void;
}

const MAX_NAMES = 50_000;
const MAX_BATCH = 500;

export function createActorNames(db: Database, feed: Feed): ActorNames {
  const batch = new DataLoader<string, string | undefined>((keys) => loadNames(db, keys), {
    cache: false,
    maxBatchSize: MAX_BATCH,
  });
  const names = createPushedCache<string>({
    load: (key) => batch.load(key),
    max: MAX_NAMES,
    trusted: feed.isFresh,
  });
  const stop = feed.listen((event) => {
    if (event.type.startsWith("user.")) names.forget(keyOf(event.tenantId, encodeId("user", event.subject)));
    if (event.type.startsWith("api-key.")) names.forget(keyOf(event.tenantId, encodeId("apiKey", event.subject)));
    if (event.type.startsWith("oauth-client."))
      names.forget(keyOf(event.tenantId, encodeId("oauthClient", event.subject)));
  });
  return { get: (tenantId, actorId) => names.get(keyOf(tenantId, actorId)), stop };
}

const TENANT_LENGTH = 36;

function keyOf(tenantId: string, actorId: string): string {
  return tenantId + actorId;
}

/** A tenant whose read fails fails alone: the others of the batch get their names. */
async function loadNames(db: Database, keys: readonly string[]): Promise<(string | undefined | Error)[]> {
  const byTenant = Map.groupBy(keys, (key) => key.slice(0, TENANT_LENGTH));
  const found = new Map<string, string | Error>();
  const read = async (tenantId: string, tenantKeys: string[]) => {
    const ids = tenantKeys.map((key) => key.slice(TENANT_LENGTH));
    try {
      for (const { id, name } of await readNames(db, tenantId, ids)) found.set(keyOf(tenantId, id), name);
    } catch (error) {
      for (const key of tenantKeys) found.set(key, error as Error);
    }
  };
  await Promise.all([...byTenant].map(([tenantId, tenantKeys]) => read(tenantId, tenantKeys)));
  return keys.map((key) => found.get(key));
}

type NamedKind = "user" | "apiKey" | "oauthClient";

async function readNames(
  db: Database,
  tenantId: string,
  ids: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const uuids = (kind: NamedKind) => ids.flatMap((id) => tryDecodeId(kind, id) ?? []);
  const rows = await readAsTenant<{ kind: NamedKind; id: string; name: string }>(db, tenantId, {
    name: "actor_names",
    text: `select 'user' as kind, id, name from identity."user" where tenant_id = $1 and id = any($2)
           union all
           select 'apiKey', key.id, case when account.id is null then key.name else account.name || ' / ' || key.name end
           from identity.api_key as key left join identity.service_account as account
             on account.tenant_id = key.tenant_id and account.id = key.service_account_id
           where key.tenant_id = $1 and key.id = any($3)
           union all
           select 'oauthClient', id, name from identity.oauth_client where tenant_id = $1 and id = any($4)`,
    values: [tenantId, uuids("user"), uuids("apiKey"), uuids("oauthClient")],
  });
  return rows.map((row) => ({ id: encodeId(row.kind, row.id), name: row.name }));
}
