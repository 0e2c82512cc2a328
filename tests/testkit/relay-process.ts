// A process that stands for the lead of the relay and tells its parent what it is handed. For tests that kill it.
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { createRelay } from "@bulkhead/kernel/relay.ts";

export interface RelayMessage {
  instance: string;
  /** Names of events, with their tenant, in the order in which they came. */
  events: { tenantId: string; name: string; at: number }[];
}

const [url = "", secret = "", instance = "", consumer = ""] = process.argv.slice(2);
const role = "bulkhead_worker";
const log = createLog({ level: "warn", destination: process.stderr });
const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections: 5, log });
const relay = createRelay({
  db,
  log,
  instance,
  consumers: [
    {
      name: consumer,
      types: "all",
      async handle(taken) {
        const at = performance.timeOrigin + performance.now();
        const events = taken.map(({ tenantId, payload }) => ({ tenantId, name: String(payload.name), at }));
        process.send?.({ instance, events } satisfies RelayMessage);
      },
    },
  ],
});
relay.start();
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => void relay.stop().then(() => process.exit(0)));
