import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { isPortTaken } from "./free-port.ts";
import { postgresAccount } from "./postgres-account.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { ensureDataDir, ensurePassword } from "./postgres-data-dir.ts";
import { claimDataDir, releaseDataDir } from "./postgres-owner.ts";
import { arrangePlace } from "./postgres-place.ts";
import { launchPostgres } from "./postgres-process.ts";
import { startWatchdog } from "./postgres-watchdog.ts";
import { clearTheWay, stopPostmaster } from "./postmaster.ts";

export type PostgresOptions = {
  /** Absolute path of the data folder; password, log and owner record lie beside it. */
  dataDir: string;
  port: number;
  log: (line: string) => void;
  /** Off only for throwaway servers: without it a crash of the machine may lose committed data. */
  durable?: boolean;
  /** Such as `128MB`; a quarter of the memory when not said. */
  sharedBuffers?: string;
  /** 100 when not said. */
  maxConnections?: number;
};

export type Postgres = {
  /** The database `postgres`, as superuser. */
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, wanted or not; `expected` says which. */
  exited: Promise<{ expected: boolean; code: number | null }>;
  /** Shuts down within about two seconds; may be called any number of times. */
  stop: () => Promise<void>;
};

/** Starts the embedded PostgreSQL server on 127.0.0.1, making its data folder on the first start. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { log, port, durable = true } = options;
  const folder = path.dirname(options.dataDir);
  const record = `${options.dataDir}-owner.json`;
  const passwordFile = `${options.dataDir}-password`;
  makeFolder(folder);
  const claim = claimDataDir(record, options.dataDir);
  let cleared = false;
  try {
    const account = postgresAccount();
    const place = arrangePlace(options.dataDir, await findPostgresBinaries(), account);
    await clearTheWay(place.dataDir, claim, log);
    cleared = true;
    await refuseTakenPort(port);
    if (!existsSync(place.dataDir)) log(`Making the database in ${place.dataDir}; this happens once.`);
    await ensureDataDir(place, account, passwordFile, durable);
    const server = await launchPostgres({
      place,
      account,
      flags: { port, durable, sharedBuffers: options.sharedBuffers, maxConnections: options.maxConnections },
      logFile: `${options.dataDir}.log`,
      log,
      watch: startWatchdog,
    });
    const url = `postgres://postgres:${ensurePassword(passwordFile)}@127.0.0.1:${port}/postgres`;
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= server.stopWith(() => stopPostmaster(server.pid, 2000)).then(() => releaseDataDir(record));
      return stopping;
    };
    return { url, port, pid: server.pid, exited: server.exited, stop };
  } catch (error) {
    // Until the way is clear, the record is what tells the next start that a server left behind is ours to stop.
    if (cleared || claim === "free") releaseDataDir(record);
    throw error;
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // When root starts it, the system user of PostgreSQL has to pass through, though not look around.
    if (process.getuid?.() === 0) chmodSync(folder, statSync(folder).mode | 0o011);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(`The folder ${folder} for the database cannot be made or written: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function refuseTakenPort(port: number): Promise<void> {
  if (!(await isPortTaken(port))) return;
  throw new Error(
    `Port ${port} on 127.0.0.1, which the embedded PostgreSQL wants, is taken by another program. ` +
      "Stop that program, or choose another port with BULKHEAD_POSTGRES_PORT.",
  );
}
