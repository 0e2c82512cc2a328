import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { run } from "./run.mjs";

// The one version that wrote the lockfile; npx fetches it, so nothing has to be installed globally.
const pnpm = "pnpm@12.21.0";

/** Installs the locked packages, unless a stamp says that exactly these are installed already. */
export async function installIfStale(root) {
  const stamp = path.join(root, "node_modules", ".bulkhead-stamp");
  const wanted = fingerprint(root);
  if (read(stamp) === wanted) return;
  console.log("bulkhead: installing the locked packages (about half a minute, only after a change) ...");
  const npx = process.platform === "win32" ? "npx.cmd" : "npx";
  // Without a terminal pnpm would refuse to replace packages that another pnpm installed; here that is what is wanted.
  const argv = [
    "--yes",
    "--loglevel=error",
    pnpm,
    "install",
    "--frozen-lockfile",
    "--config.confirmModulesPurge=false",
  ];
  const code = await run(npx, argv, root, { output: process.stderr.isTTY ? "inherit" : "on-failure" });
  if (code !== 0) {
    throw new Error(
      `the packages could not be installed (exit code ${code}; see above). Check that the npm registry is reachable ` +
        `(npm ping) and that the disk is not full, then run the same command again. If pnpm-lock.yaml does not match ` +
        `package.json, run: npx --yes ${pnpm} install`,
    );
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function fingerprint(root) {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "pnpm-lock.yaml")))
    .update(`${process.platform} ${process.arch}`)
    .digest("hex");
}

function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
