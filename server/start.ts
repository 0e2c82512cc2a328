import path from "node:path";
import { watchSupergraph } from "@bulkhead/gateway/src/watch-supergraph.ts";
import { isPortTaken } from "@bulkhead/infra/free-port.ts";
import { startPostgres } from "@bulkhead/infra/postgres.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { printBanner } from "./banner.ts";
import type { Settings } from "./config.ts";
import { ensureDemo } from "./demo.ts";
import { openGateway, readSupergraph } from "./gateway.ts";
import { openInternalServer } from "./internal.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { openPlatform, type Platform } from "./platform.ts";
import { prepareDatabase } from "./prepare-database.ts";
import { isWhole, readRoles } from "./roles.ts";
import { waitForDatabase } from "./wait-for-database.ts";

/** Longest that running requests may take to end once a process stops. */
const GRACE_MS = 3_000;

/**
 * Starts a process: database, rooms, what listens, and last the work nobody waits for. Each part is ready before the next
 * begins, and the process says that it is ready when all of it is.
 */
export async function start(settings: Settings, lifecycle: Lifecycle): Promise<void> {
  const development = settings.environment === "development";
  const log = createLog({ level: development && settings.logLevel === "info" ? "warn" : settings.logLevel });
  // Before anything is begun: whoever starts a second one by mistake should hear of it at once.
  if (readRoles(settings.roles)?.has("gateway") && settings.port !== 0 && (await isPortTaken(settings.port)))
    throw new Error(
      `port ${settings.port} is taken by another program. Stop it, or choose another port with BULKHEAD_PORT.`,
    );

  const url = settings.databaseUrl ?? (await startEmbedded(settings, lifecycle));
  if (lifecycle.isStopping()) return;
  if (settings.migrates === "yes") await prepareDatabase(url, settings.secret);
  else await waitForDatabase(url, settings.secret, log, lifecycle.stopping);
  if (lifecycle.isStopping()) return;

  const platform = await openPlatform(settings, { url, log });
  lifecycle.started("rooms", platform.stop);
  const address = await listen(platform, settings, lifecycle);
  if (platform.roles.has("worker")) await platform.work();
  log.info({ address, roles: [...platform.roles] }, "ready");
  if (!development || !isWhole(platform.roles) || lifecycle.isStopping()) return;
  const demo = settings.demo === "yes" ? await ensureDemo(platform, address, settings.dataDir) : undefined;
  if (!lifecycle.isStopping()) printBanner(settings, demo);
}

/** Opens what others reach this process by; answers the address, the public one if it has one. */
async function listen(platform: Platform, settings: Settings, lifecycle: Lifecycle): Promise<string> {
  let address = "";
  const notice = settings.drainSeconds * 1_000;
  const isGateway = platform.roles.has("gateway");
  const internal = openInternalServer(platform, settings);
  if (internal) {
    // A gateway in the same process stops first, and gives the notice for both.
    lifecycle.started("internal server", () => internal.stop(isGateway ? 0 : notice));
    address = await internal.listen();
  }
  if (!isGateway) return address;
  const supergraphSdl = readSupergraph(settings.supergraphFile);
  const gateway = await openGateway(platform, settings, supergraphSdl).catch((error: Error) => {
    throw new Error(`the supergraph ${settings.supergraphFile} cannot be served: ${error.message}`, { cause: error });
  });
  lifecycle.started("gateway", () => gateway.drain(notice, notice + GRACE_MS));
  const unwatch = watchSupergraph({
    file: settings.supergraphFile,
    serving: supergraphSdl,
    gateway,
    log: platform.log,
  });
  lifecycle.started("supergraph", async () => unwatch());
  return gateway.listen();
}

async function startEmbedded(settings: Settings, lifecycle: Lifecycle): Promise<string> {
  const postgres = await startPostgres({
    dataDir: path.join(settings.dataDir, "postgres"),
    port: settings.postgresPort,
    log: (line) => console.log(line),
  });
  lifecycle.started("database", postgres.stop);
  void postgres.exited.then(({ expected }) => {
    if (expected) return;
    console.error("The embedded PostgreSQL ended unexpectedly; its log is beside its data folder. Bulkhead stops.");
    void lifecycle.stop(1);
  });
  return postgres.url;
}
