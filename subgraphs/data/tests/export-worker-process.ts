import { createBlobStore } from "@bulkhead/kernel/blob.ts";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { createDeclaredFields } from "../src/collections/declared-fields.ts";
import { createCollectionDirectory } from "../src/collections/directory.ts";
import { createCollectionSizes, UNINDEXED_RECORDS } from "../src/collections/sizes.ts";
import { createExportJob } from "../src/jobs/export-job.ts";

/**
 * A worker of exports as a process of its own, to be killed, with a part for each thousand records:
 * `node export-worker-process.ts <database> <secret> <root key> <lease ms>`.
 */
const [url = "", secret = "", rootKeyFile = "", lease = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
const as = (role: string) =>
  openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 4, log, writeMs: 1_000 });
const db = as("bulkhead_data");
const envelope = createEnvelope({ db, rootKey: openRootKeyFile({ path: rootKeyFile, create: false }) });
const deaf = { listen: () => () => {} } as unknown as Parameters<typeof createCollectionDirectory>[1];
const job = createExportJob({
  db,
  log,
  envelope,
  blobs: createBlobStore({ db, envelope, bytes: "postgres" }),
  collections: createCollectionDirectory(db, deaf),
  declared: createDeclaredFields(db),
  sizes: createCollectionSizes(db, UNINDEXED_RECORDS),
  grantOf: async () => ({ permissions: PERMISSIONS, collections: undefined }),
  sliceMs: 1,
});
await createWorkers({
  db: as("bulkhead_worker"),
  backend: openQueueBackend({ url, secret, redisUrl: undefined, concurrency: 1, log }),
  kinds: [job],
  tenantStatus: async () => "ACTIVE",
  log,
  leaseMs: Number(lease),
}).start();
console.log("ready");
