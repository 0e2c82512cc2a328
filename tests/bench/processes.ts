import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { MAX_RATE } from "@bulkhead/kernel/limiter-policy.ts";
import { ROOMS } from "@bulkhead/server/roles.ts";
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
  /** File of the root key. */
  rootKey: string;
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

/** As high as they go: what is measured is Bulkhead, and no row may be decided by what it is told to admit. */
const RAISED_LIMITS = Object.fromEntries(
  ["KEY", "USER", "TENANT", "OPERATION", "ADDRESS"].flatMap((whose) =>
    ["PER_SECOND", "BURST"].map((what) => [`BULKHEAD_LIMIT_${whose}_${what}`, String(MAX_RATE)]),
  ),
);

interface BulkheadOptions {
  /** Of its log and its profile. */
  name?: string;
  /** Whether keys, tenants and operations have the limits of a new installation. */
  defaultLimits?: boolean;
  /** Whether its public address is where it listens, so that people can sign in there. */
  isIssuer?: boolean;
  /** Settings of its own. */
  environment?: Readonly<Record<string, string>>;
}

/** Starts Bulkhead as an operator does in production, all in one process; answers when it serves. */
export async function startBulkhead(
  place: Workplace,
  settings: BulkheadSettings,
  { name = "bulkhead", defaultLimits = false, isIssuer = false, environment: own = {} }: BulkheadOptions = {},
): Promise<Measured> {
  const port = await freePort();
  const environment = {
    ...environmentOf(settings),
    ...(defaultLimits ? {} : RAISED_LIMITS),
    ...(isIssuer ? { BULKHEAD_PUBLIC_ORIGIN: `http://localhost:${port}` } : {}),
    ...own,
    BULKHEAD_API_KEY_PEPPERS: settings.peppers,
    BULKHEAD_PORT: String(port),
  };
  return { ...(await startServer(place, name, environment, port)), port };
}

/** Bulkhead with its gateway and each subgraph in a process of its own. */
export interface MeasuredApart {
  /** Of the gateway. */
  port: number;
  parts: readonly { name: string; pid: number }[];
  stop(): Promise<void>;
}

/** Starts the smallest installation whose parts run apart: a gateway, the four subgraphs, nothing twice, no proxy. */
export async function startApart(place: Workplace, settings: BulkheadSettings): Promise<MeasuredApart> {
  const roles = await Promise.all(["gateway", ...ROOMS].map(async (role) => ({ role, port: await freePort() })));
  const addresses = roles.map(({ role, port }) => [`BULKHEAD_${role.toUpperCase()}_URLS`, `http://127.0.0.1:${port}`]);
  const starts = roles.map(async ({ role, port }) => {
    const environment = {
      ...environmentOf(settings),
      ...RAISED_LIMITS,
      ...Object.fromEntries(addresses.slice(1)),
      ...(role === "identity" ? { BULKHEAD_API_KEY_PEPPERS: settings.peppers } : {}),
      BULKHEAD_MIGRATE: "no",
      BULKHEAD_ROLES: role,
      [role === "gateway" ? "BULKHEAD_PORT" : "BULKHEAD_INTERNAL_PORT"]: String(port),
    };
    return { name: role, port, ...(await startServer(place, role, environment, port)) };
  });
  const settled = await Promise.allSettled(starts);
  const parts = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const stop = async () => void (await Promise.all(parts.map((part) => part.stop())));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { port: roles[0]?.port ?? 0, parts, stop };
}

/** Starts Bulkhead as two processes: one that answers, and the worker, which runs jobs and imports. */
export async function startWithWorker(place: Workplace, settings: BulkheadSettings): Promise<Measured> {
  const [internal, own] = [await freePort(), await freePort()];
  const front = await startBulkhead(place, settings, {
    name: "front",
    environment: { BULKHEAD_ROLES: ["gateway", ...ROOMS].join(","), BULKHEAD_INTERNAL_PORT: String(internal) },
  });
  const address = `http://127.0.0.1:${internal}`;
  const environment = {
    ...environmentOf(settings),
    BULKHEAD_IDENTITY_URLS: address,
    BULKHEAD_TENANCY_URLS: address,
    BULKHEAD_MIGRATE: "no",
    BULKHEAD_ROLES: "worker",
    BULKHEAD_INTERNAL_PORT: String(own),
  };
  try {
    const worker = await startServer(place, "worker", environment, own);
    return { ...front, stop: async () => void (await Promise.all([worker.stop(), front.stop()])) };
  } catch (error) {
    await front.stop();
    throw error;
  }
}

function environmentOf(settings: BulkheadSettings): NodeJS.ProcessEnv {
  return {
    ...process.env,
    BULKHEAD_ENV: "production",
    DATABASE_URL: settings.databaseUrl,
    BULKHEAD_SECRET: settings.secret,
    BULKHEAD_ROOT_KEY: `file:${settings.rootKey}`,
    BULKHEAD_DATABASE_CONNECTIONS: String(settings.connections),
  };
}

/** Runs server/main.ts until `stop`; its log goes to a file. */
async function startServer(
  place: Workplace,
  name: string,
  env: NodeJS.ProcessEnv,
  port: number,
): Promise<{ pid: number; stop(): Promise<void> }> {
  const logFile = path.join(place.folder, `${name}.log`);
  const out = openSync(logFile, "w", 0o600);
  const argv = [...profileFlags(place, name), path.join(root, "server/main.ts")];
  const child = spawn(process.execPath, argv, { cwd: root, stdio: ["ignore", out, out], env });
  closeSync(out);
  await served(child, port, logFile);
  return { pid: pidOf(child), stop: () => ended(child, () => child.kill("SIGTERM")) };
}

async function served(child: ChildProcess, port: number, logFile: string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
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
