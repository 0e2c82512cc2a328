import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, isPostgresOf } from "./process-identity.ts";

export type Postmaster = { pid: number; status: string };

/** What PostgreSQL itself wrote about the server of this data folder; its eighth line says how far it got. */
export function readPostmaster(dataDir: string): Postmaster | undefined {
  try {
    const lines = readFileSync(lockFile(dataDir), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, status: lines[7]?.trim() ?? "" } : { pid: 0, status: "" };
  } catch {
    return undefined;
  }
}

/**
 * Makes sure that no server runs on this data folder and that no stale lock is in the way of the next one.
 * A server whose Bulkhead was killed is stopped; one that somebody else started is theirs, and we say so.
 */
export async function clearTheWay(dataDir: string, claim: "free" | "abandoned", log: (line: string) => void) {
  const left = readPostmaster(dataDir);
  if (!left) return;
  if (left.pid === 0 || !isPostgresOf(left.pid, dataDir)) {
    log("Removing the lock of a PostgreSQL that is no longer running.");
    rmSync(lockFile(dataDir), { force: true });
    return;
  }
  if (claim === "free") {
    throw new Error(
      `A PostgreSQL server that Bulkhead did not start, process ${left.pid}, runs on ${dataDir}. ` +
        `Stop it first: kill -INT ${left.pid}`,
    );
  }
  log(`Stopping the PostgreSQL (process ${left.pid}) that an earlier Bulkhead left behind.`);
  await stopPostmaster(left.pid, 5000);
}

/**
 * Stops a server: first "fast" (open transactions are rolled back, then a checkpoint), and if the checkpoint takes
 * too long "immediate", which costs the next start a recovery and loses nothing that was committed.
 */
export async function stopPostmaster(pid: number, graceMs: number): Promise<void> {
  for (const [signal, patience] of [
    ["SIGINT", graceMs] as const,
    ["SIGQUIT", 1500] as const,
    ["SIGKILL", 1500] as const,
  ]) {
    send(pid, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!isAlive(pid)) return;
      await sleep(10);
    }
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what the signal was for.
  }
}

function lockFile(dataDir: string): string {
  return path.join(dataDir, "postmaster.pid");
}
