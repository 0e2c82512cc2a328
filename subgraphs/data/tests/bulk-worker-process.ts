import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { createDeclaredFields } from "../src/collections/declared-fields.ts";
import { createCollectionDirectory } from "../src/collections/directory.ts";
import { createCollectionSizes, UNINDEXED_RECORDS } from "../src/collections/sizes.ts";
import { createValidators } from "../src/collections/validators.ts";
import { createBulkChangeJob } from "../src/jobs/bulk-change-job.ts";

/** A worker of bulk changes as a process of its own, to be killed: `node bulk-worker-process.ts <database> <secret> <lease ms>`. */
const [url = "", secret = "", lease = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
const as = (role: string) =>
  openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 4, log, writeMs: 1_000 });
const db = as("bulkhead_data");
const deaf = { listen: () => () => {} } as unknown as Parameters<typeof createCollectionDirectory>[1];
const job = createBulkChangeJob({
  db,
  log,
  collections: createCollectionDirectory(db, deaf),
  declared: createDeclaredFields(db),
  sizes: createCollectionSizes(db, UNINDEXED_RECORDS),
  validators: createValidators(db),
  grantOf: async () => ({ permissions: PERMISSIONS, collections: undefined }),
});
const backend = openQueueBackend({ url, secret, redisUrl: undefined, concurrency: 1, log });
const tenantStatus = async () => "ACTIVE";
await createWorkers({
  db: as("bulkhead_worker"),
  backend,
  kinds: [job],
  tenantStatus,
  log,
  leaseMs: Number(lease),
}).start();
console.log("ready");
