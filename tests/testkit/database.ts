import { randomBytes } from "node:crypto";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { type Cursors, createCursors } from "@bulkhead/kernel/cursor.ts";
import { type Database, openDatabase } from "@bulkhead/kernel/database.ts";
import { createFeed, type Feed } from "@bulkhead/kernel/feed.ts";
import { deriveKey, rolePassword } from "@bulkhead/kernel/key.ts";
import { createLog, type Log } from "@bulkhead/kernel/log.ts";
import pg from "pg";
import { inject } from "vitest";
import { TEMPLATE, TEST_SECRET } from "./global-setup.ts";
import { RAISED_WRITE_MS } from "./raised-limits.ts";
import { watchRoundTrips } from "./round-trips.ts";

export interface TestPlatform {
  /** Superuser address of this file's own database. */
  url: string;
  secret: string;
  databases: Record<
    | "identity"
    | "authenticator"
    | "oauth"
    | "tenancy"
    | "operator"
    | "data"
    | "audit"
    | "gateway"
    | "relay"
    | "worker"
    | "exporter"
    | "destroyer"
    | "owner",
    Database
  >;
  cursors: Cursors;
  feed: Feed;
  log: Log;
  /** What was logged, line by line. */
  logged: string[];
  stop(): Promise<void>;
}

/** A migrated database of its own, with every role's pool, on the run's shared server. Call once per test file. */
export async function openTestPlatform(postgresUrl = inject("postgresUrl")): Promise<TestPlatform> {
  return connectTestPlatform(await createDatabase(postgresUrl, `test_${randomBytes(6).toString("hex")}`, TEMPLATE));
}

/** The same over a database that is there already, perhaps with an installation at work on it. */
export async function connectTestPlatform(url: string): Promise<TestPlatform> {
  const logged: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => logged.push(line) } });
  const writeMs = RAISED_WRITE_MS;
  const open = (name: string, maxConnections = 5) => {
    const role = `bulkhead_${name}`;
    return openDatabase({ url, role, password: rolePassword(TEST_SECRET, role), maxConnections, log, writeMs });
  };
  const databases = {
    identity: open("identity"),
    authenticator: open("authenticator", 2),
    oauth: open("oauth"),
    tenancy: open("tenancy"),
    operator: open("operator", 2),
    data: open("data", 8),
    audit: open("audit"),
    gateway: open("gateway", 3),
    relay: open("relay", 3),
    worker: open("worker", 8),
    exporter: open("exporter", 2),
    destroyer: open("destroyer", 2),
    owner: { pool: new pg.Pool({ connectionString: url, max: 3 }) },
  };
  const checkRoundTrips = watchRoundTrips(Object.values(databases));
  // A server that stops while a client says goodbye must not end the test process.
  databases.owner.pool.on("error", () => undefined);
  databases.owner.pool.on("connect", (client) => client.on("error", () => undefined));
  const cursors = createCursors(deriveKey(TEST_SECRET, "cursors"));
  const feed = createFeed({ db: databases.relay, followersDb: databases.relay, cursors, log });
  await feed.start();
  return {
    url,
    secret: TEST_SECRET,
    databases,
    cursors,
    feed,
    log,
    logged,
    async stop() {
      await feed.stop();
      await Promise.all(Object.values(databases).map((db) => db.pool.end()));
      checkRoundTrips();
    },
  };
}
