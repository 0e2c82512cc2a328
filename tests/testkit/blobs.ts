import { type BlobStore, createBlobStore } from "@bulkhead/kernel/blob.ts";
import type { S3Bytes } from "@bulkhead/kernel/blob-s3.ts";
import { createEnvelope, type Envelope } from "@bulkhead/kernel/envelope.ts";
import { checkRootKey } from "@bulkhead/kernel/root-key-check.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import type { TestPlatform } from "./database.ts";
import { testRootKeyFile } from "./root-key.ts";

/** Blobs of a test's own database, as the roles of the house store and read them. */
export interface TestBlobStores {
  gateway: BlobStore;
  data: BlobStore;
  /** What blobs of the data room are sealed with. */
  dataEnvelope: Envelope;
  stop(): void;
}

export async function openTestBlobStores(
  { databases }: Pick<TestPlatform, "databases">,
  bytes: "postgres" | S3Bytes = "postgres",
): Promise<TestBlobStores> {
  const rootKey = openRootKeyFile({ path: testRootKeyFile(), create: false });
  await checkRootKey(databases.worker, rootKey);
  const envelopes = {
    gateway: createEnvelope({ db: databases.gateway, rootKey }),
    data: createEnvelope({ db: databases.data, rootKey }),
  };
  return {
    gateway: createBlobStore({ db: databases.gateway, envelope: envelopes.gateway, bytes }),
    data: createBlobStore({ db: databases.data, envelope: envelopes.data, bytes }),
    dataEnvelope: envelopes.data,
    stop() {
      for (const envelope of Object.values(envelopes)) envelope.stop();
    },
  };
}
