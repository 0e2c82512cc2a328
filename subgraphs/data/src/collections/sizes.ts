import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { LRUCache } from "lru-cache";

/** Tells which collections are too large to be looked through without an index. */
export interface CollectionSizes {
  /** Most records that are looked through. */
  most: number;
  isLarge(tenantId: string, collectionId: string): Promise<boolean>;
  /** Whether it had more records than so many at some time in the last minute: for what costs more than it saves where it has not. */
  hadMore(tenantId: string, collectionId: string, than: number): boolean | Promise<boolean>;
}

export const UNINDEXED_RECORDS = 10_000;

const MAX_KEPT = 10_000;
/** How long a collection that was large stays so: it may have been emptied since. */
const LARGE_MS = 5 * 60_000;
const HAD_MS = 60_000;

export function createCollectionSizes(db: Database, most: number): CollectionSizes {
  const large = new LRUCache<string, true>({ max: MAX_KEPT, ttl: LARGE_MS });
  const had = new LRUCache<string, boolean>({ max: MAX_KEPT, ttl: HAD_MS });

  async function askMore(tenantId: string, collectionId: string, than: number): Promise<boolean> {
    const [row] = await readAsTenant<{ more: boolean }>(db, tenantId, {
      name: "collection_has_more",
      text: `select exists (select from data.record where tenant_id = $1 and collection_id = $2 offset $3::int) as more`,
      values: [tenantId, collectionId, than],
    });
    const more = row?.more === true;
    had.set(`${collectionId} ${than}`, more);
    return more;
  }
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
    hadMore: (tenantId, collectionId, than) =>
      had.get(`${collectionId} ${than}`) ?? askMore(tenantId, collectionId, than),
  };
}
