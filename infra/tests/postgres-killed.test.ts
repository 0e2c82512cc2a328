import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../free-port.ts";
import { startPostgres } from "../postgres.ts";
import { isAlive } from "../process-identity.ts";
import { type BusyOwner, busyOwner, startBusyOwner } from "./busy-owner.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-killed-"));
chmodSync(folder, 0o755);
const dataDir = path.join(folder, ".bulkhead", "postgres");
const port = await freePort();
const started: BusyOwner[] = [];

afterAll(() => {
  for (const { child } of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function begin(): Promise<BusyOwner> {
  const owner = await startBusyOwner(dataDir, port);
  started.push(owner);
  await sleep(200);
  return owner;
}

/** Starts once more and counts: every acknowledged row is there, without a gap. */
async function expectNothingLost(acknowledged: number): Promise<void> {
  const server = await startPostgres({ dataDir, port, log: () => undefined });
  const sql = postgres(server.url, { max: 1 });
  const [row] = await sql<[{ rows: number; last: number }]>`select count(*)::int as rows, max(n) as last from seen`;
  await sql.end();
  await server.stop();
  expect(row.last).toBeGreaterThanOrEqual(acknowledged);
  expect(row.rows).toBe(row.last);
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid) && Date.now() < deadline) await sleep(20);
  return !isAlive(pid);
}

/** The watchdog of a server; found by its command line, which only Linux shows in a file. */
function watchdogOf(postmaster: number): number | undefined {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .find((pid) => commandOf(pid).endsWith(`bulkhead-watchdog\0${postmaster}\0`));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

describe("when the process that owns the database is killed with -9", () => {
  test("the database stops by itself", async () => {
    const owner = await begin();
    owner.child.kill("SIGKILL");
    await owner.gone;
    expect(await endsWithin(owner.postmaster, 3000)).toBe(true);
    await expectNothingLost(owner.acknowledged());
  });

  test("an immediate next start takes over", async () => {
    const owner = await begin();
    owner.child.kill("SIGKILL");
    await owner.gone;
    await expectNothingLost(owner.acknowledged());
  });

  test("the database process itself may be killed as well", async () => {
    const owner = await begin();
    owner.child.kill("SIGKILL");
    process.kill(owner.postmaster, "SIGKILL");
    await owner.gone;
    await expectNothingLost(owner.acknowledged());
  });

  if (process.platform === "linux") {
    test("a database that lost its watchdog too is stopped by the next start", async () => {
      const owner = await begin();
      const watchdog = watchdogOf(owner.postmaster);
      expect(watchdog).toBeDefined();
      if (watchdog) process.kill(watchdog, "SIGKILL");
      owner.child.kill("SIGKILL");
      await owner.gone;
      await sleep(500);
      expect(isAlive(owner.postmaster)).toBe(true);
      await expectNothingLost(owner.acknowledged());
      expect(isAlive(owner.postmaster)).toBe(false);
    });

    test("no watchdog outlives an orderly stop", async () => {
      const server = await startPostgres({ dataDir, port, log: () => undefined });
      const watchdog = watchdogOf(server.pid);
      expect(watchdog).toBeDefined();
      await server.stop();
      expect(await endsWithin(watchdog ?? 0, 2000)).toBe(true);
    });
  }
});

test("a stop completes in a process that has nothing else to do", async () => {
  for (let round = 0; round < 3; round += 1) {
    const child = spawn(process.execPath, [busyOwner, dataDir, String(port), "once"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    expect(await text(child.stdout)).toMatch(/stopped/);
  }
});

test("the owner is told when the database dies under it", async () => {
  const server = await startPostgres({ dataDir, port, log: () => undefined });
  process.kill(server.pid, "SIGKILL");
  expect((await server.exited).expected).toBe(false);
  await server.stop();
});
