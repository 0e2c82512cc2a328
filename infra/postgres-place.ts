import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, lstatSync, mkdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import type { Account } from "./postgres-account.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

export type Place = { dataDir: string; binaries: PostgresBinaries };

const shelter = "/var/lib/bulkhead";

/**
 * Decides where the data and the programs lie.
 *
 * Normally where they are. But root's checkout is often below a folder that only root may enter (/root), and then the
 * system user that PostgreSQL runs as reaches neither. Opening that folder is not ours to do, so the programs are
 * copied and the data is kept below /var/lib/bulkhead, with a symbolic link where the data is expected.
 */
export function arrangePlace(dataDir: string, binaries: PostgresBinaries, account: Account): Place {
  if (isLink(dataDir)) return { dataDir: readlinkSync(dataDir), binaries: shelteredBinaries(binaries) };
  if (!account || (canEnter(path.dirname(dataDir), account) && canRun(binaries.postgres, account))) {
    return { dataDir, binaries };
  }
  if (existsSync(dataDir)) {
    throw new Error(
      `The system user postgres may not enter the folders above ${dataDir}. ` +
        "Let it (chmod o+x on each of them), or start Bulkhead as the ordinary user that owns them.",
    );
  }
  const target = path.join(shelter, randomBytes(6).toString("hex"), path.basename(dataDir));
  makeEnterable(shelter);
  makeEnterable(path.dirname(target));
  symlinkSync(target, dataDir);
  return { dataDir: target, binaries: shelteredBinaries(binaries) };
}

function shelteredBinaries(binaries: PostgresBinaries): PostgresBinaries {
  const home = path.join(shelter, `postgresql-${binaries.version}`);
  if (!existsSync(home)) {
    const unfinished = `${home}.${process.pid}`;
    execFileSync("cp", ["-R", binaries.home, unfinished]);
    execFileSync("chmod", ["-R", "a+rX", unfinished]);
    keepFirst(unfinished, home);
  }
  const moved = (program: string) => path.join(home, path.relative(binaries.home, program));
  return { ...binaries, home, postgres: moved(binaries.postgres), initdb: moved(binaries.initdb) };
}

/** Two first starts at once may both copy; the later one throws its copy away. */
function keepFirst(unfinished: string, home: string): void {
  try {
    renameSync(unfinished, home);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

/** Removes what arrangePlace keeps elsewhere for a data folder that is to disappear. */
export function removePlace(dataDir: string): void {
  if (isLink(dataDir)) rmSync(path.dirname(readlinkSync(dataDir)), { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function makeEnterable(folder: string): void {
  mkdirSync(folder, { recursive: true });
  // A strict umask of root must not undo the point of this folder.
  chmodSync(folder, 0o755);
}

function canRun(program: string, account: NonNullable<Account>): boolean {
  return spawnSync(program, ["--version"], { ...account, cwd: "/" }).status === 0;
}

function canEnter(folder: string, account: NonNullable<Account>): boolean {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", folder], { ...account, cwd: "/" }).status === 0;
}
