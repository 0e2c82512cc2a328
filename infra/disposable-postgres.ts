import { lstatSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { freePort } from "./free-port.ts";
import { startPostgres } from "./postgres.ts";
import { isAbandoned } from "./postgres-owner.ts";
import { removePlace } from "./postgres-place.ts";
import { clearTheWay } from "./postmaster.ts";

const NAME = "bulkhead-postgres-";

export type DisposablePostgres = { url: string; port: number; pid: number; stop: () => Promise<void> };

/**
 * Starts a throwaway server in a temporary folder, for tests and measurements. It does not wait for the disk unless
 * asked to be durable, and leaves nothing behind when stopped. What others left that were killed, it removes.
 */
export async function startDisposablePostgres(
  options: { durable?: boolean; maxConnections?: number } = {},
): Promise<DisposablePostgres> {
  await removeAbandoned();
  const folder = mkdtempSync(path.join(tmpdir(), NAME));
  const dataDir = dataDirIn(folder);
  const clean = () => remove(folder);
  try {
    const server = await startPostgres({
      dataDir,
      port: await freePort(),
      log: () => undefined,
      durable: options.durable ?? false,
      // Many may run beside one another, but for one that is to be measured.
      ...(options.durable ? {} : { sharedBuffers: "128MB" }),
      ...(options.maxConnections === undefined ? {} : { maxConnections: options.maxConnections }),
    });
    const stop = async () => {
      await server.stop();
      clean();
    };
    return { url: server.url, port: server.port, pid: server.pid, stop };
  } catch (error) {
    clean();
    throw error;
  }
}

const dataDirIn = (folder: string) => path.join(folder, "postgres");

function remove(folder: string): void {
  removePlace(dataDirIn(folder));
  rmSync(folder, { recursive: true, force: true });
}

async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((one) => one.startsWith(NAME))) {
    const folder = path.join(tmpdir(), name);
    const dataDir = dataDirIn(folder);
    // Anybody may write there: a folder that somebody else made may lead us anywhere.
    if (lstatSync(folder, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue;
    if (!isAbandoned(`${dataDir}-owner.json`)) continue;
    await clearTheWay(dataDir, "abandoned", () => undefined);
    remove(folder);
  }
}

/**
 * Makes a database and answers its address. With a template it starts as a copy of that database, files and all,
 * in a fraction of the time its migrations take; nobody may be connected to the template meanwhile.
 */
export async function createDatabase(url: string, name: string, template?: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const copy = template ? `template ${quote(template)} strategy file_copy` : "";
    await sql.unsafe(`create database ${quote(name)} ${copy}`);
  } finally {
    await sql.end();
  }
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
