import path from "node:path";
import { isPortTaken } from "@bulkhead/infra/free-port.ts";
import { startPostgres } from "@bulkhead/infra/postgres.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { migrate } from "@bulkhead/kernel/migrate.ts";
import { printBanner } from "./banner.ts";
import { loadSettings, type Settings } from "./config.ts";
import { ensureDemo } from "./demo.ts";
import { openGateway } from "./gateway.ts";
import { migrationFolders } from "./migrations.ts";
import { onParentGone } from "./parent.ts";
import { openPlatform } from "./platform.ts";

/** What was started, in order; stopping goes backwards. */
const stops: { name: string; stop(): Promise<void> }[] = [];
let stopping: Promise<void> | undefined;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void shutDown(0));
onParentGone(() => void shutDown(0));

try {
  await start();
} catch (error) {
  console.error(`Bulkhead cannot start: ${(error as Error).message}`);
  await shutDown(1);
}

async function start(): Promise<void> {
  const { settings, faults } = loadSettings();
  if (faults.length > 0) {
    const list = faults.map(({ variable, message }) => `  ${variable} ${message}`).join("\n");
    throw new Error(`${faults.length} ${faults.length === 1 ? "setting is" : "settings are"} wrong:\n${list}`);
  }
  const development = settings.environment === "development";
  const log = createLog({ level: development && settings.logLevel === "info" ? "warn" : settings.logLevel });
  if (await isPortTaken(settings.port))
    throw new Error(
      `port ${settings.port} is taken by another program. Stop it, or choose another port with BULKHEAD_PORT.`,
    );

  const url = settings.databaseUrl ?? (await startEmbedded(settings));
  if (stopping !== undefined) return;
  await migrate(url, settings.secret, migrationFolders);
  const platform = await openPlatform({
    url,
    secret: settings.secret,
    environment: settings.environment,
    peppers: settings.peppers,
    connections: settings.databaseConnections,
    log,
  });
  stops.push({ name: "rooms", stop: platform.stop });
  const gateway = await openGateway(platform, settings);
  stops.push({ name: "gateway", stop: gateway.stop });
  const address = await gateway.listen();
  await platform.rooms.data.start();
  log.info({ address }, "listening");
  if (!development || stopping !== undefined) return;
  const demo = settings.demo === "yes" ? await ensureDemo(platform, address, settings.dataDir) : undefined;
  if (stopping === undefined) printBanner(settings, demo);
}

async function startEmbedded(settings: Settings): Promise<string> {
  const postgres = await startPostgres({
    dataDir: path.join(settings.dataDir, "postgres"),
    port: settings.postgresPort,
    log: (line) => console.log(line),
  });
  stops.push({ name: "database", stop: postgres.stop });
  void postgres.exited.then(({ expected }) => {
    if (expected) return;
    console.error("The embedded PostgreSQL ended unexpectedly; its log is beside its data folder. Bulkhead stops.");
    void shutDown(1);
  });
  return postgres.url;
}

/** Once, however often it is asked: terminals and process managers tend to signal twice. */
function shutDown(code: number): Promise<void> {
  stopping ??= (async () => {
    // Whatever hangs, the process ends within five seconds; the watchdog of the database stops it then.
    setTimeout(() => process.exit(code || 1), 4_800).unref();
    for (const { name, stop } of stops.reverse()) {
      await stop().catch((error: Error) => console.error(`${name} did not stop cleanly: ${error.message}`));
    }
    process.exit(code);
  })();
  return stopping;
}
