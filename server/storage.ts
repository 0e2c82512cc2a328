import { type BlobStore, createBlobStore } from "@bulkhead/kernel/blob.ts";
import { createBlobSweeper } from "@bulkhead/kernel/blob-sweeper.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import { createEnvelope, type Envelope } from "@bulkhead/kernel/envelope.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { createUploadStore } from "@bulkhead/kernel/upload.ts";
import type { Settings } from "./config.ts";
import type { Databases } from "./databases.ts";
import { openBytes } from "./object-storage.ts";
import { openConfiguredRootKey } from "./root-key.ts";

export type Storage = Awaited<ReturnType<typeof openStorage>>;

/** Where bytes lie and what they are encrypted with. Opens the root key, and refuses to go on when it is not the one that this database is encrypted with. */
export async function openStorage(settings: Settings, databases: Databases, feed: Feed, log: Log) {
  const rootKey = await openConfiguredRootKey(settings);
  await checkRootKey(databases.worker, rootKey);
  const bytes = await openBytes(settings);
  const opened: { stop(): void }[] = [];

  function envelopeFor(db: Database): Envelope {
    const envelope = createEnvelope({ db, rootKey, listen: feed.listen });
    opened.push(envelope);
    return envelope;
  }
  /** Blobs as one database role may see them. */
  const blobsFor = (db: Database, envelope = envelopeFor(db)): BlobStore => createBlobStore({ db, envelope, bytes });
  const gatewayEnvelope = envelopeFor(databases.gateway);
  const dataEnvelope = envelopeFor(databases.data);
  const blobs = { gateway: blobsFor(databases.gateway, gatewayEnvelope), data: blobsFor(databases.data, dataEnvelope) };
  return {
    rootKey,
    oauthEnvelope: envelopeFor(databases.oauthLookups),
    blobs,
    uploads: createUploadStore({ db: databases.gateway, envelope: gatewayEnvelope, blobs: blobs.gateway }),
    /** What rooms keep things in. */
    ofRooms: { blobs: blobs.data, dataEnvelope, tenancyEnvelope: envelopeFor(databases.tenancy) },
    blobSweeper: createBlobSweeper({ db: databases.worker, bytes, log }),
    stop() {
      for (const one of opened) one.stop();
      if (bytes !== "postgres") bytes.close();
    },
  };
}
