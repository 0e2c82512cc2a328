import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { freePort } from "./free-port.ts";
import { startPostgres } from "./postgres.ts";
import { removePlace } from "./postgres-place.ts";

export type DisposablePostgres = { url: string; port: number; pid: number; stop: () => Promise<void> };

/**
 * Starts a throwaway server in a temporary folder, for tests and measurements. It does not wait for the disk unless
 * asked to be durable, and leaves nothing behind when stopped.
 */
export async function startDisposablePostgres(
  options: { durable?: boolean; maxConnections?: number } = {},
): Promise<DisposablePostgres> {
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-postgres-"));
  const dataDir = path.join(folder, "postgres");
  const clean = () => {
    removePlace(dataDir);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const server = await startPostgres({
      dataDir,
      port: await freePort(),
      log: () => undefined,
      durable: options.durable ?? false,
      sharedBuffers: "128MB",
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
