import { fork } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { installIfStale } from "@bulkhead/server/boot/install.mjs";
import type { Measured, Workplace } from "../processes.ts";

const source = path.join(import.meta.dirname, "postgraphile");
const folder = path.resolve(import.meta.dirname, "../../../node_modules/.cache/peers/postgraphile");

/** The exact versions that are installed. */
export function postgraphileVersions(): { [name: string]: string } {
  return JSON.parse(readFileSync(path.join(source, "package.json"), "utf8")).dependencies;
}

/** Installs it from its own lockfile, in a folder of its own: it has no place among the project's packages. */
export async function installPostgraphile(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"])
    copyFileSync(path.join(source, file), path.join(folder, file));
  try {
    await installIfStale(folder);
  } catch (error) {
    const message =
      "PostGraphile comes from the npm registry the first time this is run (300 MB in node_modules/.cache). When the " +
      "registry is behind a proxy or a mirror, tell npm so (npm config set registry ...) and run it again; " +
      "npm run bench needs none of this.";
    throw new Error(message, { cause: error });
  }
}

/** Starts it on a database, as the room's own role. */
export async function startPostgraphile(
  place: Workplace,
  { url, connections }: { url: string; connections: number },
): Promise<Measured> {
  const job = path.join(place.folder, "postgraphile.json");
  writeFileSync(job, JSON.stringify({ folder, url, connections }), { mode: 0o600 });
  const env = { ...process.env, NODE_ENV: "production", GRAPHILE_ENV: "production" };
  const child = fork(path.join(source, "serve.mjs"), [job], { env });
  const gone = once(child, "exit");
  const [message] = await Promise.race([once(child, "message"), gone]);
  const { port } = (message ?? {}) as { port?: number };
  if (port === undefined || child.pid === undefined) throw new Error("PostGraphile did not start; see above");
  return {
    pid: child.pid,
    port,
    async stop() {
      if (child.connected) child.disconnect();
      await gone;
    },
  };
}
