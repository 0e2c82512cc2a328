import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";

/** True if a process with this id runs, whoever owns it. A zombie that nobody has reaped yet does not run. */
export function isAlive(pid: number): boolean {
  if (process.platform === "linux") return startOf(pid) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * When the process started, as an opaque word. Process ids are reused, a pair of id and start time is not.
 * Undefined if there is no such process.
 */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") return ps(pid, "lstart");
    // The name in parentheses may contain anything, so fields are counted from the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** True if the process is a PostgreSQL that works in this data folder, where every one of its processes sits. */
export function isPostgresOf(pid: number, dataDir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    // The system shows the folder without symbolic links, however it was named when the server started.
    const folder = realpathSync(dataDir);
    if (process.platform === "linux") return readlinkSync(`/proc/${pid}/cwd`) === folder;
    const command = ps(pid, "command");
    return command.includes(dataDir) || command.includes(folder);
  } catch {
    return isNamedPostgres(pid);
  }
}

/** For processes of other users, whose folder is not shown: better to spare a stranger's lock than a live server's. */
function isNamedPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "postgres";
  } catch {
    return false;
  }
}

function ps(pid: number, column: string): string {
  return execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }).trim();
}
