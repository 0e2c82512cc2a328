import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, renameSync, statSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./postgres-account.ts";
import type { Place } from "./postgres-place.ts";
import { postgresFlags } from "./postgres-settings.ts";
import { readPostmaster } from "./postmaster.ts";
import { readTail } from "./read-tail.ts";

type Launch = {
  place: Place;
  account: Account;
  flags: Parameters<typeof postgresFlags>[0];
  logFile: string;
  log: (line: string) => void;
  /** Called with the process id as soon as there is one; answers how to end the watch. */
  watch: (pid: number) => () => void;
};

type Exit = { expected: boolean; code: number | null };

export type Launched = { pid: number; exited: Promise<Exit>; stopWith: (stop: () => Promise<void>) => Promise<void> };

/** Runs the server program and waits until it takes connections, through a crash recovery if need be. */
export async function launchPostgres(launch: Launch): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    const from = rotate(launch.logFile);
    const { child, pid, ...server } = run(launch);
    if (await becomesReady(launch, child, pid)) return { pid, ...server };
    const said = readTail(launch.logFile, from, 4000);
    // After a kill -9 of the server its helper processes may still be leaving; they hold its shared memory until then.
    if (!said.includes("shared memory block") || attempt === 20) {
      throw new Error(`PostgreSQL did not start (${launch.logFile} has more):\n${said.trim()}`);
    }
    await sleep(250);
  }
}

function run({ place, account, flags, logFile, watch }: Launch) {
  const output = openSync(logFile, "a", 0o600);
  let stopping = false;
  const child = spawn(place.binaries.postgres, ["-D", place.dataDir, ...postgresFlags(flags)], {
    ...account,
    cwd: "/",
    // Its own session, so that a Ctrl-C in the terminal reaches only us: we stop it last, after the connections.
    detached: true,
    // Straight into the file: a pipe to us would break, and fill the log with complaints, if we were killed.
    stdio: ["ignore", output, output],
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
  });
  closeSync(output);
  const dismiss = child.pid ? watch(child.pid) : () => undefined;
  const exited = new Promise<Exit>((resolve) => {
    const settle = (code: number | null) => {
      dismiss();
      resolve({ expected: stopping, code });
    };
    child.once("exit", settle);
    child.once("error", () => settle(null));
  });
  child.unref();
  const stopWith = async (stop: () => Promise<void>) => {
    stopping = true;
    // Otherwise a process with nothing else to do would end here, before the stop has.
    child.ref();
    // The watchdog stays until the end: should we be killed now, it finishes what we began.
    await stop();
    await exited;
  };
  return { child, pid: child.pid ?? 0, exited, stopWith };
}

async function becomesReady({ place, log }: Launch, child: ChildProcess, pid: number): Promise<boolean> {
  const begun = Date.now();
  let told = 0;
  while (pid > 0 && child.exitCode === null && child.signalCode === null) {
    const postmaster = readPostmaster(place.dataDir);
    if (postmaster?.pid === pid && postmaster.status === "ready") return true;
    const seconds = Math.floor((Date.now() - begun) / 1000);
    if (seconds >= told + 5) {
      told = seconds;
      log(`PostgreSQL is recovering from a crash, ${seconds} s so far.`);
    }
    await sleep(10);
  }
  return false;
}

/** Keeps the log from growing without end, and answers where what is written from now on begins. */
function rotate(logFile: string): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size < 10_000_000) return size;
  renameSync(logFile, `${logFile}.1`);
  return 0;
}
