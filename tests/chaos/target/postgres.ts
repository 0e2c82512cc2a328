import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { type Postgres, startPostgres } from "@bulkhead/infra/postgres.ts";
import { removePlace } from "@bulkhead/infra/postgres-place.ts";
import { isAlive } from "@bulkhead/infra/process-identity.ts";
import pg from "pg";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";

/** A durable PostgreSQL that can be hurt in every way and started again. */
export interface HurtPostgres {
  /** The database under test, as superuser and without a proxy. */
  url: string;
  host: string;
  port: number;
  /** Present when its folder lies on a file system of its own. */
  disk: SmallDisk | undefined;
  /** Why there is no such file system. */
  noDisk: string | undefined;
  /** kill -9 of the server itself; the backends notice and leave. */
  kill(): Promise<void>;
  /** Fast shutdown: clients are thrown out, running transactions rolled back. */
  shutDown(): Promise<void>;
  /** Starts it unless it runs: some faults end it, some do not. */
  start(): Promise<void>;
  /** One statement as superuser, past everything that stands in between; undefined when the server does not answer. */
  ask(text: string, values?: unknown[]): Promise<Record<string, unknown>[] | undefined>;
  stop(): Promise<void>;
}

export async function startHurtPostgres(): Promise<HurtPostgres> {
  const disk = mountSmallDisk();
  const folder = "folder" in disk ? disk.folder : mkdtempSync(path.join(tmpdir(), "bulkhead-chaos-"));
  const dataDir = path.join(folder, "postgres");
  const port = await freePort();
  const clean = () => {
    removePlace(dataDir);
    if ("folder" in disk) disk.remove();
    else rmSync(folder, { recursive: true, force: true });
  };
  const launch = () => startPostgres({ dataDir, port, log: () => undefined, durable: true, sharedBuffers: "128MB" });
  let server: Postgres = await launch().catch((error: Error) => {
    clean();
    throw error;
  });
  const url = await createDatabase(server.url, "chaos");
  return {
    url,
    host: "127.0.0.1",
    port,
    disk: "folder" in disk ? disk : undefined,
    noDisk: "reason" in disk ? disk.reason : undefined,
    async kill() {
      process.kill(server.pid, "SIGKILL");
      await server.exited;
      // Gives the folder back, which the dead server could not.
      await server.stop();
    },
    shutDown: () => server.stop(),
    async start() {
      if (isAlive(server.pid)) return;
      await server.stop();
      server = await launch();
    },
    ask: (text, values = []) => ask(url, text, values),
    async stop() {
      await server.stop();
      clean();
    },
  };
}

async function ask(url: string, text: string, values: unknown[]) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000, query_timeout: 60_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(text, values)).rows as Record<string, unknown>[];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
