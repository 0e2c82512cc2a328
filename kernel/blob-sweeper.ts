import { chunkStores } from "./blob.ts";
import { removeParts } from "./blob-parts.ts";
import { deleteBlobRow, type StoreName } from "./blob-row.ts";
import type { S3Bytes } from "./blob-s3.ts";
import { type Database, describeFault, queryOutsideTenants } from "./database.ts";
import type { Log } from "./log.ts";

/** Removes what has expired, in all tenants. Any number may run at once: removing twice does no harm. */
export interface BlobSweeper {
  /**
   * One round, for a schedule to begin every minute; answers how many blobs went. One that cannot be removed is logged and
   * waits for the next round. An aborted round ends behind the blob it is at.
   */
  sweep(signal?: AbortSignal): Promise<number>;
}

export interface BlobSweeperOptions {
  /** Signed in as bulkhead_worker. */
  db: Database;
  bytes: "postgres" | S3Bytes;
  log: Log;
  /**
   * How long after its expiry a blob goes. Longer than a transaction may last (15 s, kernel/migrate.ts): one that began
   * before the expiry may still be taking the blob into use.
   */
  graceMs?: number;
}

interface Expired {
  tenant_id: string;
  id: string;
  store: StoreName;
  finished: boolean;
  composed: boolean;
}

/** Blobs looked up at once. */
const BATCH = 100;

export function createBlobSweeper(options: BlobSweeperOptions): BlobSweeper {
  const { db, bytes, log, graceMs = 60_000 } = options;
  const stores = chunkStores(db, bytes);

  const expired = (skipped: number) =>
    queryOutsideTenants<Expired>(db, {
      name: "expired_blobs",
      text: `select tenant_id, id, store, bytes is not null as finished, format = 2 as composed
             from platform.blob
             where expires_at < now() - make_interval(secs => $1) order by expires_at, id offset $2 limit ${BATCH}`,
      values: [graceMs / 1_000, skipped],
    });

  async function remove({ tenant_id, id, store, finished, composed }: Expired): Promise<boolean> {
    try {
      // The row goes last: whatever happens before, the next round finds the rest by it.
      if (composed) await removeParts(db, stores, tenant_id, id);
      else await stores(store).remove(tenant_id, id, finished);
      await deleteBlobRow(db, tenant_id, id);
      return true;
    } catch (error) {
      log.warn(
        { tenantId: tenant_id, blobId: id, detail: describeFault(error) },
        "an expired blob cannot be removed yet",
      );
      return false;
    }
  }

  const forgetUploads = () =>
    queryOutsideTenants(db, {
      name: "forget_uploads",
      text: "delete from platform.upload where created_at < now() - interval '8 days'",
    });

  return {
    async sweep(signal) {
      await forgetUploads();
      let removed = 0;
      let kept = 0;
      for (let found = BATCH; found === BATCH && !signal?.aborted; ) {
        const batch = await expired(kept);
        found = batch.length;
        for (const blob of batch) {
          if (signal?.aborted) break;
          if (await remove(blob)) removed++;
          else kept++;
        }
      }
      if (removed > 0) log.info({ removed }, "expired blobs removed");
      return removed;
    },
  };
}
