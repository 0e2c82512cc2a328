import { execFile } from "node:child_process";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { freePort } from "../free-port.ts";
import { removePlace } from "../postgres-place.ts";

const run = promisify(execFile);
const fixture = path.join(import.meta.dirname, "fixtures", "busy-owner.ts");

async function startAndStop(dataDir: string, account?: { uid: number; gid: number }): Promise<string> {
  const port = String(await freePort());
  const { stdout } = await run(process.execPath, [fixture, dataDir, port, "once"], { ...account, timeout: 25_000 });
  return stdout;
}

// Only root can become somebody else. An ordinary user's run of the other tests covers the first of these.
if (process.getuid?.() === 0) {
  test("an ordinary user can run the database", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-user-"));
    chmodSync(folder, 0o755);
    const home = path.join(folder, "home");
    mkdirSync(home);
    const nobody = { uid: 65534, gid: 65534 };
    chownSync(home, nobody.uid, nobody.gid);
    const dataDir = path.join(home, ".bulkhead", "postgres");
    expect(await startAndStop(dataDir, nobody)).toMatch(/stopped/);
    expect(await startAndStop(dataDir, nobody)).toMatch(/stopped/);
    rmSync(folder, { recursive: true });
  });

  test("root can run it from a folder that nobody else may enter", async () => {
    const shelterExisted = existsSync("/var/lib/bulkhead");
    const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-closed-"));
    chmodSync(folder, 0o700);
    const dataDir = path.join(folder, ".bulkhead", "postgres");
    expect(await startAndStop(dataDir)).toMatch(/stopped/);
    expect(await startAndStop(dataDir)).toMatch(/stopped/);
    expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
    removePlace(dataDir);
    rmSync(folder, { recursive: true });
    if (!shelterExisted) rmSync("/var/lib/bulkhead", { recursive: true });
  });
}
