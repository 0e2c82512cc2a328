import { createSendMailJob } from "@bulkhead/identity/src/mail/send-mail-job.ts";
import { readSender, readSmtpUrl } from "@bulkhead/identity/src/mail/smtp-setting.ts";
import { createSmtpTransport } from "@bulkhead/identity/src/mail/transport.ts";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { createEnvelope } from "@bulkhead/kernel/envelope.ts";
import { createWorkers } from "@bulkhead/kernel/job-workers.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { openRootKeyFile } from "@bulkhead/kernel/root-key-file.ts";
import { MAIL_FROM } from "../testkit/mail-server.ts";

/** A worker that sends mail, to be killed: `node worker-process.ts <database> <secret> <root key> <server> <lease ms>`. */
const [url = "", secret = "", rootKeyFile = "", smtp = "", lease = ""] = process.argv.slice(2);
const log = createLog({ level: "warn" });
const open = (role: string) =>
  openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 6, log });
const rootKey = openRootKeyFile({ path: rootKeyFile, create: false });
const envelope = createEnvelope({ db: open("bulkhead_oauth"), rootKey });
const transport = createSmtpTransport(readSmtpUrl(smtp), readSender(MAIL_FROM));
const job = createSendMailJob({ envelope, transport, publicOrigin: "https://bulkhead.example" });
const backend = openQueueBackend({ url, secret, redisUrl: undefined, concurrency: 2, log });
const tenantStatus = async () => "ACTIVE";
const db = open("bulkhead_worker");
await createWorkers({ db, backend, kinds: [job], tenantStatus, log, leaseMs: Number(lease) }).start();
console.log("ready");
