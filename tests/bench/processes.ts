import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@bulkhead/infra/free-port.ts";
import type { FloorJob } from "./floor.ts";
import type { LoadJob, LoadResult } from "./load.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A server under measurement, in a process of its own. */
export interface Measured {
  pid: number;
  port: number;
  stop(): Promise<void>;
}

export interface BulkheadSettings {
  databaseUrl: string;
  secret: string;
  peppers: string;
  connections: number;
}

/** Where this run keeps its files; `profile` asks both servers for a CPU profile there. */
export interface Workplace {
  folder: string;
  profileDir: string | undefined;
}

/** Starts the floor on its job. */
export async function startFloor(place: Workplace, job: FloorJob): Promise<Measured> {
  const file = path.join(place.folder, "floor.json");
  writeFileSync(file, JSON.stringify(job), { mode: 0o600 });
  const child = fork(path.join(import.meta.dirname, "floor.ts"), [file], { execArgv: profileFlags(place, "floor") });
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  // Ending by itself is what makes it write its profile.
  return { pid: pidOf(child), port, stop: () => ended(child, () => child.disconnect()) };
}

/** Starts Bulkhead as an operator does in production; answers when it serves. */
export async function startBulkhead(
  place: Workplace,
  settings: BulkheadSettings,
  name = "bulkhead",
): Promise<Measured> {
  const port = await freePort();
  const logFile = path.join(place.folder, `${name}.log`);
  const out = openSync(logFile, "w", 0o600);
  const child = spawn(process.execPath, [...profileFlags(place, name), path.join(root, "server/main.ts")], {
    cwd: root,
    stdio: ["ignore", out, out],
    env: {
      ...process.env,
      BULKHEAD_ENV: "production",
      DATABASE_URL: settings.databaseUrl,
      BULKHEAD_SECRET: settings.secret,
      BULKHEAD_API_KEY_PEPPERS: settings.peppers,
      BULKHEAD_DATABASE_CONNECTIONS: String(settings.connections),
      BULKHEAD_PORT: String(port),
    },
  });
  closeSync(out);
  await served(child, port, logFile);
  return { pid: pidOf(child), port, stop: () => ended(child, () => child.kill("SIGTERM")) };
}

async function served(child: ChildProcess, port: number, logFile: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) break;
    const answered = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answered?.ok) return;
    await wait(50);
  }
  child.kill("SIGKILL");
  throw new Error(`Bulkhead did not start:\n${readFileSync(logFile, "utf8").slice(-4_000)}`);
}

export interface Load {
  pid: number;
  run(job: LoadJob): Promise<LoadResult>;
  stop(): Promise<void>;
}

/** Starts the client. */
export async function startLoad(): Promise<Load> {
  const child = fork(path.join(import.meta.dirname, "load.ts"));
  await once(child, "message");
  let settle: PromiseWithResolvers<LoadResult> | undefined;
  child.on("message", (result: LoadResult) => settle?.resolve(result));
  child.on("exit", () => settle?.reject(new Error("the client ended")));
  return {
    pid: pidOf(child),
    run(job) {
      settle = Promise.withResolvers<LoadResult>();
      child.send(job);
      return settle.promise;
    },
    stop: () => ended(child, () => child.disconnect()),
  };
}

function profileFlags({ profileDir }: Workplace, name: string): string[] {
  if (profileDir === undefined) return [];
  mkdirSync(profileDir, { recursive: true });
  return ["--cpu-prof", `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("a process could not be started");
  return child.pid;
}

async function ended(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  ask();
  await exit;
}
