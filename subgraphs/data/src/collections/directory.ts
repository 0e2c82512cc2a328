import { COLLECTION_NAME } from "@bulkhead/kernel/collection-name.ts";
import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { Mapping } from "../evolution/map-record.ts";
import type { Layout } from "../records/layout.ts";

/** What every operation on records needs of a collection; its schema, which may be large, is read by `validators`. */
export interface Collection extends Layout {
  /** uuid */
  id: string;
  name: string;
  /** Number of its schema. */
  version: number;
  /** Moves whenever writers must look at it again: see fence.ts. */
  revision: number;
  /** A migration that is being checked: records are written so that its schema and layout hold for them too. */
  pending: Pending | null;
  /** Data of an older version than this is mapped when it is read. */
  rewriting: Rewriting | null;
}

export interface Pending {
  migrationId: string;
  mapping: Mapping;
  layout: Layout;
}

export interface Rewriting {
  version: number;
  mapping: Mapping;
}

export const DIRECTORY_COLUMNS = "id, name, version, revision, fields, indexes, texts, pending, rewriting";

/** Finds collections without a round trip each time; told of changes by the feed. */
export interface CollectionDirectory {
  /** Throws NOT_FOUND. Answers at once when it is at hand. */
  byName(tenantId: string, name: string): Collection | Promise<Collection>;
  byId(tenantId: string, id: string): Collection | Promise<Collection>;
  /** As it is now, for whoever has found out that what was at hand is out of date. Throws NOT_FOUND. */
  again(tenantId: string, known: Collection): Promise<Collection>;
  /** What is at hand is out of date. */
  forget(tenantId: string, name: string, id: string): void;
  stop(): void;
}

const MAX_KEPT = 20_000;
const UUID_LENGTH = 36;

export function createCollectionDirectory(db: Database, feed: Feed): CollectionDirectory {
  // What is at hand may be kept by others for longer (docs/adr/0043): while nobody says what has changed, it is not believed.
  const trusted = feed.isFresh;
  const names = createPushedCache<Collection>({
    max: MAX_KEPT,
    trusted,
    load: async (key) => (COLLECTION_NAME.test(key.slice(UUID_LENGTH)) ? load(db, "name", key) : undefined),
  });
  const ids = createPushedCache<Collection>({ max: MAX_KEPT, trusted, load: (key) => load(db, "id", key) });
  function forget(tenantId: string, name: string, id: string): void {
    names.forget(tenantId + name);
    ids.forget(tenantId + id);
  }
  const stop = feed.listen(({ type, tenantId, payload, subject }) => {
    if (type.startsWith("collection.")) forget(tenantId, String(payload.name), subject);
  });
  return {
    byName: (tenantId, name) => found(names.get(tenantId + name)),
    byId: (tenantId, id) => found(ids.get(tenantId + id)),
    async again(tenantId, { name, id }) {
      forget(tenantId, name, id);
      return found(ids.get(tenantId + id));
    },
    forget,
    stop,
  };
}

function found(collection: Collection | Promise<Collection | undefined>): Collection | Promise<Collection> {
  return collection instanceof Promise ? collection.then(orNotFound) : collection;
}

function orNotFound(collection: Collection | undefined): Collection {
  if (!collection) throw notFound();
  return collection;
}

/** A key is the tenant's uuid, of fixed length, and then the name or id: no two pairs share one. */
async function load(db: Database, column: "name" | "id", key: string): Promise<Collection | undefined> {
  const tenantId = key.slice(0, UUID_LENGTH);
  const [row] = await readAsTenant<Collection>(db, tenantId, {
    name: `collection_by_${column}`,
    text: `select ${DIRECTORY_COLUMNS} from data.collection where tenant_id = $1 and ${column} = $2`,
    values: [tenantId, key.slice(UUID_LENGTH)],
  });
  return row;
}
