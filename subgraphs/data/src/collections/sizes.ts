import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";

/** Tells which collections are too large to be looked through without an index. */
export interface CollectionSizes {
  /** Most records that are looked through. */
  most: number;
  isLarge(tenantId: string, collectionId: string): Promise<boolean>;
}

export const UNINDEXED_RECORDS = 10_000;

const MAX_KEPT = 10_000;
/** How long a collection that was large stays so: it may have been emptied since. */
const LARGE_MS = 5 * 60_000;

export function createCollectionSizes(db: Database, most: number): CollectionSizes {
  const large = new LRUCache<string, true>({ max: MAX_KEPT, ttl: LARGE_MS });
  return {
    most,
    async isLarge(tenantId, collectionId) {
      if (large.has(collectionId)) return true;
      // Never more than one over: whoever asks of a million pays for ten thousand, and once in a while.
      const [row] = await readAsTenant<{ is_large: boolean }>(db, tenantId, {
        name: "collection_is_large",
        text: `select count(*) > $3::int as is_large from (
                 select from data.record where tenant_id = $1 and collection_id = $2 limit $3::int + 1) as counted`,
        values: [tenantId, collectionId, most],
      });
      if (row?.is_large) large.set(collectionId, true);
      return row?.is_large === true;
    },
  };
}
