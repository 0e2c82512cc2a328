import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { createMigrationJob } from "../src/jobs/migration-job.ts";

/** A worker of migrations as a process of its own, to be killed: `node migration-worker-process.ts <database> <secret> <lease ms>`. */
const [url = "", secret = "", lease = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
// So long that a lot which waits for a lock is still under way when its worker is killed.
const as = (role: string) =>
  openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 4, log, writeMs: 60_000 });
const backend = openQueueBackend({ url, secret, redisUrl: undefined, concurrency: 1, log });
await createWorkers({
  db: as("bulkhead_worker"),
  backend,
  kinds: [createMigrationJob({ db: as("bulkhead_data"), settleMs: 2_000 })],
  tenantStatus: async () => "ACTIVE",
  log,
  leaseMs: Number(lease),
}).start();
console.log("ready");
