import { type ChildProcess, spawn } from "node:child_process";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "@bulkhead/infra/free-port.ts";

export const root = path.resolve(import.meta.dirname, "../..");

/** What `server/boot.mjs` gives the programs it starts: code that one process has compiled, the next one reads. */
export const compileCache = {
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(root, "node_modules", ".cache", "node"),
};

export interface Installation {
  address: string;
  dataDir: string;
  environment: Record<string, string>;
  remove(): void;
}

/** An installation of its own: data folder and ports that no other test and no developer uses. */
export async function newInstallation(extra: Record<string, string> = {}): Promise<Installation> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "bulkhead-installation-"));
  const port = await freePort();
  const environment = {
    ...(process.env as Record<string, string>),
    BULKHEAD_ENV: "development",
    BULKHEAD_DATA_DIR: dataDir,
    BULKHEAD_PORT: String(port),
    BULKHEAD_POSTGRES_PORT: String(await freePort()),
    ...extra,
  };
  delete (environment as Record<string, string | undefined>).DATABASE_URL;
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  return { address: `http://localhost:${port}`, dataDir, environment, remove };
}

export interface Running {
  child: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Resolves once the text has been printed; rejects when the process ends first. */
  printed(text: string | RegExp, timeoutMs?: number): Promise<void>;
  ended: Promise<number | null>;
  /** Signals the whole process group, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
}

/**
 * Starts a program in a process group of its own, so that all it started can be signalled together. What it prints goes
 * to `logFile` too, for readers in other processes.
 */
export function run(command: string, argv: string[], environment: Record<string, string>, logFile?: string): Running {
  const child = spawn(command, argv, {
    cwd: root,
    env: { ...compileCache, ...environment },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    if (logFile !== undefined) appendFileSync(logFile, chunk);
    for (const listener of listeners) listener();
  };
  child.stdout?.on("data", hear);
  child.stderr?.on("data", hear);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    output: () => said,
    ended,
    signalGroup(signal) {
      // Once it has ended its number may belong to somebody else.
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, signal);
    },
    printed: (text, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const fail = (why: string) => reject(new Error(`${why} before it printed ${text}:\n${said}`));
        const timer = setTimeout(() => fail("time ran out"), timeoutMs);
        const look = () => {
          if (!(typeof text === "string" ? said.includes(text) : text.test(said))) return;
          clearTimeout(timer);
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        void ended.then(() => {
          clearTimeout(timer);
          fail("the program ended");
        });
        look();
      }),
  };
}
