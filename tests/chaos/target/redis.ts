import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { Redis } from "ioredis";
import { until } from "../../testkit/until.ts";
import { guard } from "./watchdog.ts";

/** A Redis without persistence: killed or wiped, it has forgotten everything. */
export interface HurtRedis {
  url: string;
  port: number;
  kill(): Promise<void>;
  start(): Promise<void>;
  wipe(): Promise<void>;
  stop(): Promise<void>;
}

/** Undefined when there is no redis-server on this machine. */
export async function startHurtRedis(): Promise<HurtRedis | undefined> {
  if (spawnSync("redis-server", ["--version"]).status !== 0) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-chaos-redis-"));
  const port = await freePort();
  const argv = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  let server: ChildProcess | undefined;
  async function start(): Promise<void> {
    if (server && server.exitCode === null && server.signalCode === null) return;
    server = spawn("redis-server", [...argv, "--maxmemory-policy", "noeviction"], { detached: true, stdio: "ignore" });
    guard(server);
    await until(async () => (await ask(port, (redis) => redis.ping())) === "PONG", 10_000);
  }
  async function kill(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill,
    start,
    wipe: async () => void (await ask(port, (redis) => redis.flushall())),
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask<T>(port: number, question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
  const redis = new Redis({ port, host: "127.0.0.1", lazyConnect: true, retryStrategy: () => null });
  redis.on("error", () => undefined);
  try {
    await redis.connect();
    return await question(redis);
  } catch {
    return undefined;
  } finally {
    redis.disconnect();
  }
}
