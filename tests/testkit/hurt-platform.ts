import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createDatabase } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { type Postgres, startPostgres } from "@bulkhead/infra/postgres.ts";
import { removePlace } from "@bulkhead/infra/postgres-place.ts";
import { prepareDatabase } from "@bulkhead/server/prepare-database.ts";
import { connectTestPlatform, type TestPlatform } from "./database.ts";
import { TEST_SECRET } from "./global-setup.ts";

export interface HurtPlatform {
  platform: TestPlatform;
  /** kill -9 of the server, which then starts again. */
  killAndStart(): Promise<void>;
  /** Behind `platform.stop()`. */
  stop(): Promise<void>;
}

/** A migrated database on a durable PostgreSQL of its own, which may be killed. */
export async function openHurtPlatform(): Promise<HurtPlatform> {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-hurt-"));
  const dataDir = path.join(folder, "postgres");
  const port = await freePort();
  const launch = () => startPostgres({ dataDir, port, log: () => undefined, durable: true, sharedBuffers: "128MB" });
  let server: Postgres = await launch();
  const url = await createDatabase(server.url, "hurt");
  await prepareDatabase(url, TEST_SECRET);
  return {
    platform: await connectTestPlatform(url),
    async killAndStart() {
      process.kill(server.pid, "SIGKILL");
      await server.exited;
      // Gives the folder back, which the dead server could not.
      await server.stop();
      server = await launch();
    },
    async stop() {
      await server.stop();
      removePlace(dataDir);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
