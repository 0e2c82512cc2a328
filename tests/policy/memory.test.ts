import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openTestPlatform } from "../testkit/database.ts";

/** As the rooms and a gateway apart from them keep them (docs/adr/0015). */
const MAX_KEPT = 100_000;
const BOUND_BYTES = 150 * 1024 * 1024;

test.each([
  ["default", "that set nothing"],
  ["own", "of which each has settings of its own and a logo"],
])(
  "the keys and policies of a hundred thousand tenants (%s: %s) take no more memory than is stated",
  async (settings) => {
    const platform = await openTestPlatform();
    const entries = 1_000;
    const script = path.join(import.meta.dirname, "measure-memory.ts");
    const argv = ["--expose-gc", script, platform.url, platform.secret, String(entries), settings];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 80_000 });
    await platform.stop();
    const measured = JSON.parse(stdout) as { warm: number; ownBytes: number; apartBytes: number };
    console.log(`memory, ${settings} settings: ${stdout.trim()}`);
    // Everything was kept: otherwise it would be no wonder that it is little.
    expect(measured.warm).toBe(entries);
    for (const bytes of [measured.ownBytes, measured.apartBytes]) {
      expect(bytes / entries).toBeGreaterThan(100);
      expect((bytes / entries) * MAX_KEPT).toBeLessThan(BOUND_BYTES);
    }
  },
  90_000,
);
