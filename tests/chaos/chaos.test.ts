import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { blocksOf, paste } from "../testkit/operations.ts";
import { root } from "../testkit/process.ts";
import { hasRedis } from "../testkit/redis.ts";

/**
 * Fixed, so that a failure is one of the change under test and not of the day; this one begins with one fault of each
 * sort.
 */
const SEED = 355;

/** Each topology in full, by the command of docs/operations/chaos.md; the page's others for as long as it takes to see that they work. */
const FULL_SECONDS: Record<string, number> = { apart: 50, whole: 30 };
const SHORT_SECONDS = 4;

const commands = blocksOf("chaos.md").flatMap((block) => block.trim().split("\n"));
const topologyOf = (command: string) => /--topology=(\w+)/.exec(command)?.[1] ?? "";

const home = mkdtempSync(path.join(tmpdir(), "bulkhead-chaos-home-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const withoutRedis = hasRedis() ? undefined : "skipped: needs redis-server";
if (withoutRedis && process.env.CI === "true") throw new Error(withoutRedis);
if (withoutRedis) console.log(withoutRedis);

test("the page has commands, each with a time that can be cut short, and one for each topology", () => {
  expect(commands.length).toBeGreaterThan(2);
  for (const command of commands) expect(command).toMatch(/^npm run chaos --silent -- .*--minutes=\d+\b/);
  const full = commands.map(topologyOf).filter((topology) => topology !== "");
  expect(full.sort()).toEqual(Object.keys(FULL_SECONDS));
});

/** What the program says; when it finds a promise broken too, which is an error then. */
async function storm(command: string, seconds: number): Promise<string> {
  const timed = command.replace(/--minutes=\d+/, `--minutes=${seconds / 60}`);
  const seeded = `${timed.replace(/ --seed=\d+/, "")} --seed=${SEED}`;
  const place = { folder: root, environment: { PATH: process.env.PATH ?? "", HOME: home } };
  return paste(seeded, place).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`${seeded}\n${error.stdout}\n${error.stderr}`);
  });
}

/** The figure in front of these words. */
const figure = (told: string, words: string) => Number(new RegExp(`(\\d+) ${words}`).exec(told)?.[1]);

test.each(commands)("whatever breaks, every promise is kept: %s", { timeout: 300_000 }, async (command) => {
  if (command.includes("--redis") && withoutRedis) return;
  const fullSeconds = FULL_SECONDS[topologyOf(command)];
  const told = await storm(command, fullSeconds ?? SHORT_SECONDS);
  for (const line of told.split("\n")) if (line.startsWith("skipped:")) console.log(line);
  expect(told).toContain("Every promise was kept.");
  expect(figure(told, "acknowledged, ")).toBeGreaterThan(0);
  if (fullSeconds === undefined) return;

  // A run in which little happened would prove as little.
  expect(figure(told, "acknowledged changes"), told).toBeGreaterThan(100);
  expect(figure(told, "accepted imports"), told).toBeGreaterThan(3);
  expect(figure(told, "revoked keys"), told).toBeGreaterThan(0);
  expect(figure(told, "deliveries"), told).toBeGreaterThan(200);
  const struck = [...told.matchAll(/^\| [^|]+\| +(\d+) \|/gm)].reduce((sum, [, times]) => sum + Number(times), 0);
  expect(struck, told).toBeGreaterThan(4);
});
