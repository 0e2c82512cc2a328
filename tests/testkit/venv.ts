import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { aptInstall } from "./apt.ts";

const QUIET = { stdio: "ignore", timeout: 300_000 } as const;

/** Makes a virtual environment of Python with packages in it, once. Throws where there is no Python and no way to get it. */
export function makeVenv(home: string, packages: readonly string[]): void {
  if (existsSync(path.join(home, "bin/python"))) return;
  // Made aside and put in place whole, since two test files may do it at once.
  const draft = `${home}.${process.pid}`;
  mkdirSync(path.dirname(home), { recursive: true });
  try {
    createEmpty(draft);
    execFileSync(path.join(draft, "bin/python"), ["-m", "pip", "install", "--quiet", ...packages], QUIET);
    if (!existsSync(home)) renameSync(draft, home);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Debian has venv in a package of its own. */
function createEmpty(folder: string): void {
  const create = () => execFileSync("python3", ["-m", "venv", folder], QUIET);
  try {
    create();
  } catch {
    aptInstall("python3", "python3-venv");
    create();
  }
}
