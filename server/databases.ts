import { type Database, openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import type { Log } from "@bulkhead/kernel/log.ts";

export interface DatabasesOptions {
  url: string;
  secret: string;
  /** Connections of the data room; the others take fewer. */
  connections: number;
  /** How long transactions may hold back what others commit, in milliseconds. */
  writeTimeoutMs: number;
  log: Log;
}

/** The pools of a process, one for each database role. A pool that nobody asks for opens no connection. */
export function openDatabases({ url, secret, connections, writeTimeoutMs: writeMs, log }: DatabasesOptions) {
  const opened: Database[] = [];
  const open = (name: string, maxConnections: number): Database => {
    const role = `bulkhead_${name}`;
    const db = openDatabase({ url, role, password: rolePassword(secret, role), maxConnections, writeMs, log });
    opened.push(db);
    return db;
  };
  const half = Math.ceil(connections / 2);
  const databases = {
    identity: open("identity", half),
    authenticator: open("authenticator", 2),
    /** The authorisation server's: a token request holds one for as long as its transaction lasts. */
    oauth: open("oauth", half),
    /** What such a transaction waits for: had it to come from the same pool, enough of them would wait for each other. */
    oauthLookups: open("oauth", 2),
    tenancy: open("tenancy", half),
    /** Of operators, who are few. */
    operator: open("operator", 2),
    data: open("data", connections),
    audit: open("audit", half),
    gateway: open("gateway", 4),
    /** Budgets are shared by one statement at a time, which must not wait behind uploads. */
    limits: open("gateway", 1),
    relay: open("relay", 3),
    /** Where followers catch up: however many wait for it, the feed itself does not. */
    followers: open("relay", 4),
    worker: open("worker", 6),
    /** What takes a tenant's data out, and what destroys it: a job at a time. */
    exporter: open("exporter", 2),
    destroyer: open("destroyer", 2),
    /** The relay's own, two of them held by whoever leads: no job takes them away. */
    leader: open("worker", 5),
  };
  const close = async () => void (await Promise.all(opened.map((db) => db.pool.end())));
  return { databases, close };
}

export type Databases = ReturnType<typeof openDatabases>["databases"];
