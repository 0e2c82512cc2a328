import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@bulkhead/infra/free-port.ts";
import type { Workplace } from "./processes.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface StartTimes {
  /** Makes the database, the keys and the demo. */
  firstSeconds: number;
  /** What a developer waits for every day. */
  secondSeconds: number;
}

/** From `npm start` on an installed checkout, the embedded database included, to the first answer that needs it. */
export async function measureStart({ folder }: Workplace): Promise<StartTimes> {
  const environment = {
    ...process.env,
    BULKHEAD_ENV: "development",
    BULKHEAD_DATA_DIR: path.join(folder, "start"),
    BULKHEAD_PORT: String(await freePort()),
    BULKHEAD_POSTGRES_PORT: String(await freePort()),
    DATABASE_URL: "",
  };
  const firstSeconds = await startOnce(environment, path.join(folder, "first-start.log"));
  const secondSeconds = await startOnce(environment, path.join(folder, "second-start.log"));
  return { firstSeconds, secondSeconds };
}

async function startOnce(environment: NodeJS.ProcessEnv, logFile: string): Promise<number> {
  const out = openSync(logFile, "w", 0o600);
  const start = performance.now();
  const child = spawn("npm", ["start"], { cwd: root, env: environment, stdio: ["ignore", out, out], detached: true });
  const exit = once(child, "exit");
  try {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${environment.BULKHEAD_PORT}/readyz`).catch(() => undefined);
      if (answer?.ok) return (performance.now() - start) / 1_000;
      if (child.exitCode !== null || performance.now() - start > 120_000)
        throw new Error(`npm start failed; see ${logFile}`);
      await wait(20);
    }
  } finally {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    await exit;
  }
}
