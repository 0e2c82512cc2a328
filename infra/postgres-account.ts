import { execFileSync } from "node:child_process";

/** The system user a PostgreSQL server runs as; undefined means "as whoever runs this process". */
export type Account = { uid: number; gid: number } | undefined;

/** PostgreSQL refuses to run as root, so root hands it to the system user `postgres`, made here if it is missing. */
export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  try {
    execFileSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/bin/false", "postgres"], {
      stdio: "pipe",
    });
  } catch (cause) {
    throw new Error(
      "PostgreSQL does not run as root and the system user `postgres` could not be made. " +
        "Add that user, or start Bulkhead as an ordinary user.",
      { cause },
    );
  }
  return lookUp();
}

function lookUp(): Account {
  try {
    const ask = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8", stdio: "pipe" }));
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return undefined;
  }
}
