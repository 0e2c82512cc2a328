import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { aptInstall } from "./apt.ts";
import { until } from "./until.ts";

/** A real Redis of a test's own on loopback, which keeps nothing on disk. */
export interface TestRedis {
  url: string;
  /** Ends it at once and starts it again, empty, on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether Debian's redis-server is here; as root it is installed if it is missing. */
export function hasRedis(): boolean {
  if (found()) return true;
  if (process.getuid?.() !== 0) return false;
  try {
    aptInstall("redis-server");
  } catch {
    return false;
  }
  return found();
}

function found(): boolean {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function startRedis(extra: readonly string[] = []): Promise<TestRedis> {
  const port = await freePort();
  const directory = mkdtempSync(path.join(tmpdir(), "bulkhead-redis-"));
  const argv = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", directory];
  const begin = async () => {
    const child = spawn("redis-server", [...argv, "--maxmemory-policy", "noeviction", ...extra], { stdio: "ignore" });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    await until(() => answers(port), 10_000);
    return { child, ended };
  };
  let running = await begin();
  const end = async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async restart() {
      await end();
      running = await begin();
    },
    async stop() {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
