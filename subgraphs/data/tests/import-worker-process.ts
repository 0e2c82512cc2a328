import { createBlobStore } from "@bulkhead/kernel/blob.ts";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { PERMISSIONS } from "@bulkhead/kernel/permission.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { createKeptStreams } from "../src/imports/formats/text/kept-streams.ts";
import { UNPACKED_BYTES } from "../src/imports/formats/text/unpack.ts";
import { serveImport } from "../src/imports/serve-import.ts";
import { createImportJob } from "../src/jobs/import-job.ts";
import { asHardy } from "./hardy-job.ts";

/**
 * A worker of imports as a process of its own, to be killed:
 * `node import-worker-process.ts <database> <secret> <root key> <lease ms> <slice ms> <concurrency>`.
 */
const [url = "", secret = "", rootKeyFile = ""] = process.argv.slice(2);
const [leaseMs = 0, sliceMs = 0, concurrency = 0] = process.argv.slice(5).map(Number);
const log = createLog({ level: "warn" });
const as = (role: string) =>
  openDatabase({
    url,
    role,
    password: rolePassword(secret, role),
    maxConnections: 4 + concurrency,
    log,
    writeMs: 1_000,
  });
const db = as("bulkhead_data");
const envelope = createEnvelope({ db, rootKey: openRootKeyFile({ path: rootKeyFile, create: false }) });
const deps = {
  db,
  blobs: createBlobStore({ db, envelope, bytes: "postgres" }),
  streams: createKeptStreams(),
  maxUnpackedBytes: UNPACKED_BYTES,
  log,
  grantOf: async () => ({ permissions: PERMISSIONS, collections: undefined }),
  // It rests for as long as it works, as beside requests: what is to be killed in the middle must not be over at once.
  busy: () => 0.195,
};
const job = createImportJob({ ...deps, sliceMs, serve: (turn, payload) => serveImport(deps, turn, payload) });
await createWorkers({
  db: as("bulkhead_worker"),
  backend: openQueueBackend({ url, secret, redisUrl: undefined, concurrency, log }),
  kinds: [asHardy(job)],
  tenantStatus: async () => "ACTIVE",
  log,
  concurrency,
  leaseMs,
}).start();
console.log("ready");

// It is in a group of its own: whoever ends the tests by force would leave it behind.
const tests = process.ppid;
setInterval(() => {
  if (process.ppid !== tests) process.exit(1);
}, 500).unref();
