import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { startOf } from "./process-identity.ts";

type Owner = { pid: number; started: string | undefined };

/**
 * Claims the data folder for this process, by a record beside it.
 *
 * The record tells two situations apart that look alike from the outside: a database in use by a living Bulkhead,
 * which nobody may touch, and one left behind by a Bulkhead that was killed, which the next start takes over.
 * Answers "free" if nobody had claimed it, "abandoned" if whoever had is gone.
 */
export function claimDataDir(record: string, dataDir: string): "free" | "abandoned" {
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Owner);
  const previous = readOwner(record);
  if (previous?.started && startOf(previous.pid) === previous.started) {
    throw new Error(
      `The data folder ${dataDir} is in use by another Bulkhead, process ${previous.pid}. ` +
        `Use that one, or stop it first: kill ${previous.pid}`,
    );
  }
  rmSync(record, { force: true });
  writeFileSync(record, mine, { flag: "wx", mode: 0o600 });
  return previous ? "abandoned" : "free";
}

/** True if whoever claimed the data folder has died without giving it back, which a record that is cut short does not prove. */
export function isAbandoned(record: string): boolean {
  const owner = readOwner(record);
  return owner?.started !== undefined && startOf(owner.pid) !== owner.started;
}

export function releaseDataDir(record: string): void {
  rmSync(record, { force: true });
}

function readOwner(record: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(record, "utf8")) as Owner;
  } catch (error) {
    // A record cut short by a crash names nobody, but still says that there was somebody.
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : { pid: 0, started: undefined };
  }
}
