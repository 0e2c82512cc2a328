import { openDatabase } from "@bulkhead/kernel/database.ts";
import { defineJob } from "@bulkhead/kernel/job-kind.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";

/** A worker as a process of its own, to be killed: `node worker-process.ts <database> <secret> <lease ms> [<redis>]`. */
const [url = "", secret = "", lease = "", redisUrl] = process.argv.slice(2);
const role = "bulkhead_worker";
const log = createLog({ level: "warn" });
const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 6, log });

const hangs = defineJob({
  name: "test.hangs",
  permissions: [],
  async run() {
    console.log("began");
    await new Promise(() => setInterval(() => {}, 1_000));
    return "done";
  },
});

const kills = defineJob({
  name: "test.kills",
  permissions: [],
  maxAttempts: 2,
  backoffMs: 100,
  async run() {
    console.log("began");
    process.kill(process.pid, "SIGKILL");
    return "done";
  },
});

const backend = openQueueBackend({ url, secret, redisUrl, concurrency: 2, log });
const tenantStatus = async () => "ACTIVE";
await createWorkers({ db, backend, kinds: [hangs, kills], tenantStatus, log, leaseMs: Number(lease) }).start();
console.log("ready");
