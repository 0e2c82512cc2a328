import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { blocksOf, paste } from "../testkit/operations.ts";
import { root } from "../testkit/process.ts";
import { hasRedis } from "../testkit/redis.ts";

/** The storms of docs/operations/chaos.md for some seconds each; whether promises are kept is the chaos suite's to test. */
const SECONDS = 4;

const home = mkdtempSync(path.join(tmpdir(), "bulkhead-chaos-docs-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const commands = blocksOf("chaos.md").flatMap((block) => block.trim().split("\n"));
const withoutRedis = hasRedis() ? undefined : "skipped: needs redis-server";
if (withoutRedis && process.env.CI === "true") throw new Error(withoutRedis);
if (withoutRedis) console.log(withoutRedis);

test("the page has commands, each with a time that can be cut short", () => {
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(command).toMatch(/^npm run chaos --silent -- .*--minutes=\d+\b/);
});

test.each(commands)("%s", { timeout: 300_000 }, async (command) => {
  if (command.includes("--redis") && withoutRedis) return;
  const seed = command.includes("--seed=") ? "" : " --seed=42";
  const short = command.replace(/--minutes=\d+/, `--minutes=${SECONDS / 60}`) + seed;
  const place = { folder: root, environment: { PATH: process.env.PATH ?? "", HOME: home } };
  expect(await paste(short, place)).toMatch(/^\d+ requests: [1-9]\d* acknowledged/m);
});
