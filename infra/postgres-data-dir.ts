import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import type { Account } from "./postgres-account.ts";
import type { Place } from "./postgres-place.ts";

/** Makes the data folder on the first start, and checks on every later one that this server can use it. */
export async function ensureDataDir(place: Place, account: Account, passwordFile: string, durable: boolean) {
  if (!existsSync(path.join(place.dataDir, "PG_VERSION"))) {
    return await initialise(place, account, ensurePassword(passwordFile), durable);
  }
  const major = readFileSync(path.join(place.dataDir, "PG_VERSION"), "utf8").trim();
  if (major !== place.binaries.major) {
    throw new Error(
      `The data folder ${place.dataDir} was made by PostgreSQL ${major}, this is PostgreSQL ${place.binaries.major}. ` +
        "Move the folder away to start empty, or dump it with the old version and load it into the new one.",
    );
  }
  if (!existsSync(passwordFile)) {
    throw new Error(
      `The database in ${place.dataDir} has lost its password file ${passwordFile}. ` +
        "Put the file back, or remove the data folder to start empty.",
    );
  }
  const uid = statSync(place.dataDir).uid;
  const wanted = account?.uid ?? process.getuid?.();
  if (wanted !== undefined && uid !== wanted) {
    throw new Error(
      `The data folder ${place.dataDir} belongs to another system user (${uid}, not ${wanted}). ` +
        `Start Bulkhead as the user who made it, or hand it over: chown -R ${wanted} ${place.dataDir}`,
    );
  }
}

/** The password of the database superuser: made once, readable by its owner only, and never in the data folder. */
export function ensurePassword(passwordFile: string): string {
  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(passwordFile, "utf8").trim();
}

async function initialise(place: Place, account: Account, password: string, durable: boolean): Promise<void> {
  const folder = path.dirname(place.dataDir);
  for (const name of readdirSync(folder)) {
    if (name.startsWith("postgres-unfinished-")) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
  // The folder gets its name only when it is complete, so an interrupted first start leaves nothing half made.
  const unfinished = path.join(folder, `postgres-unfinished-${randomBytes(4).toString("hex")}`);
  mkdirSync(unfinished, { mode: 0o700 });
  const data = path.join(unfinished, "data");
  const passwordCopy = path.join(unfinished, "password");
  mkdirSync(data, { mode: 0o700 });
  writeFileSync(passwordCopy, `${password}\n`, { mode: 0o600 });
  if (account) for (const file of [unfinished, data, passwordCopy]) chownSync(file, account.uid, account.gid);
  await runInitdb(place.binaries.initdb, initdbArguments(data, passwordCopy, durable), account);
  renameSync(data, place.dataDir);
  rmSync(unfinished, { recursive: true, force: true });
}

function initdbArguments(data: string, passwordFile: string, durable: boolean): string[] {
  return [
    `--pgdata=${data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own C.UTF-8 sorts alike on every machine; a system's collations change with its C library and
    // would silently break the order of cursors and indexes.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    ...(durable ? [] : ["--no-sync"]),
  ];
}

function runInitdb(initdb: string, args: string[], account: Account): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(initdb, args, { ...account, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`PostgreSQL could not make its data folder (exit code ${code}):\n${output.trim()}`));
    });
  });
}
