import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-boot-"));
const boot = path.join(import.meta.dirname, "fixtures", "boot-server.mjs");
const pids = new Set<number>();
let runs = 0;

afterAll(() => {
  for (const pid of pids) if (alive(pid)) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true });
});

type Running = { top: ChildProcess; boot: number; server: number; diary: () => string[]; code: Promise<number | null> };

/** Starts boot, below a shell that stands in for npm if `launcher` says so, and waits for the server. */
async function begin(behaviour = "", launcher = false): Promise<Running> {
  runs += 1;
  const file = path.join(folder, `diary-${runs}`);
  writeFileSync(file, "");
  const diary = () => readFileSync(file, "utf8").trim().split("\n");
  const argv = [boot, file, behaviour];
  // The second command keeps the shell from replacing itself by the first.
  const [command, given] = launcher
    ? ["/bin/sh", ["-c", '"$@"; exit $?', "sh", process.execPath, ...argv]]
    : [process.execPath, argv];
  const env = { ...process.env, npm_lifecycle_event: launcher ? "start" : "" };
  const top = spawn(command as string, given as string[], { detached: true, stdio: "ignore", env });
  const code = new Promise<number | null>((resolve) => top.once("exit", (exit) => resolve(exit)));
  const server = Number(/^up (\d+)/.exec(await until(() => diary()[0] || undefined))?.[1]);
  const bootPid = parentOf(server);
  for (const pid of [top.pid ?? 0, bootPid, server]) pids.add(pid);
  return { top, boot: bootPid, server, diary, code };
}

/** 0 when it has ended already. */
function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function until<T>(read: () => T | undefined, milliseconds = 6000): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const value = read();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error("It did not happen in time.");
    await sleep(20);
  }
}

function alive(pid: number): boolean {
  const state = spawnState(pid);
  return state !== "" && !state.startsWith("Z");
}

function spawnState(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "";
  }
}

async function expectNobodyLeft({ boot: bootPid, server }: Running): Promise<void> {
  await until(() => (alive(bootPid) || alive(server) ? undefined : true));
}

describe("boot stops the server", () => {
  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("once, and leaves with 0, on %s", async (signal) => {
    const running = await begin();
    process.kill(running.boot, signal);
    process.kill(running.boot, signal);
    expect(await running.code).toBe(0);
    expect(running.diary().slice(1)).toEqual(["SIGTERM", "stopped"]);
    await expectNobodyLeft(running);
  });

  test("once when the whole process group is interrupted, as by Ctrl-C", async () => {
    const running = await begin();
    process.kill(-running.boot, "SIGINT");
    expect(await running.code).toBe(0);
    expect(running.diary().slice(1)).toEqual(["SIGTERM", "stopped"]);
    await expectNobodyLeft(running);
  });

  test("when boot itself is killed with -9", async () => {
    const running = await begin();
    process.kill(running.boot, "SIGKILL");
    await expectNobodyLeft(running);
    expect(running.diary().slice(1)).toEqual(["parent gone", "stopped"]);
  });

  test("when the npm that started it is killed with -9", async () => {
    const running = await begin("", true);
    running.top.kill("SIGKILL");
    await expectNobodyLeft(running);
    expect(running.diary().slice(1)).toEqual(["SIGTERM", "stopped"]);
  });

  test("by force when it does not listen, within five seconds, and says so by its exit code", async () => {
    const running = await begin("deaf");
    const begun = performance.now();
    process.kill(running.boot, "SIGTERM");
    expect(await running.code).toBe(137);
    expect(performance.now() - begun).toBeLessThan(5000);
    await expectNobodyLeft(running);
  });
});

describe("boot passes on", () => {
  test("the exit code of a server that crashes", async () => {
    expect(await (await begin("crashing")).code).toBe(3);
  });

  test("the exit code of a server that fails to stop cleanly", async () => {
    const running = await begin("failing");
    process.kill(running.boot, "SIGTERM");
    expect(await running.code).toBe(7);
  });
});
