import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type DisposablePostgres, startDisposablePostgres } from "@bulkhead/infra/disposable-postgres.ts";
import { freePort } from "@bulkhead/infra/free-port.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { createRootKeyFile } from "@bulkhead/kernel/root-key-store.ts";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  blocksOf,
  bootstrapAcme,
  importSomething,
  type Place,
  paste,
  pasteExports,
  productionSettings,
  startReady,
} from "../testkit/operations.ts";
import type { Running } from "../testkit/process.ts";
import { hasRedis } from "../testkit/redis.ts";

const reason = hasRedis() ? undefined : "skipped: needs redis-server";
if (reason && process.env.CI === "true") throw new Error(reason);
if (reason) console.log(reason);

const [redis = "", steering = "", ...more] = blocksOf("jobs.md");

/** docs/operations/jobs.md does what it says, in an installation with the Redis of the page. */
describe.skipIf(reason)("an installation with Redis, by the commands of jobs.md", () => {
  let postgres: DisposablePostgres | undefined;
  let server: Running | undefined;
  let place: Place;
  let origin: string;
  let key: string;
  let redisPort: string;
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-redis-docs-"));

  beforeAll(async () => {
    // A server of its own: the roles of the others have passwords from another secret.
    postgres = await startDisposablePostgres();
    const rootKey = path.join(folder, "root-key.json");
    createRootKeyFile(rootKey);
    const settings: Record<string, string> = {
      ...productionSettings(postgres.url, await freePort()),
      BULKHEAD_ROOT_KEY: `file:${rootKey}`,
    };
    redisPort = String(await freePort());
    const commands = redis.replaceAll("6379", redisPort);
    const environment = await pasteExports(commands, { folder, environment: settings });
    place = { folder, environment };
    origin = settings.BULKHEAD_PUBLIC_ORIGIN ?? "";
    server = await startReady(environment);
    key = await bootstrapAcme(place);
  }, 240_000);

  afterAll(async () => {
    server?.signalGroup("SIGTERM");
    await server?.ended;
    const pidFile = path.join(folder, "redis.pid");
    await paste(`kill "$(cat ${pidFile})"`, { folder, environment: { PATH: process.env.PATH ?? "" } }).catch(() => "");
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  test("is ready, works off an import and keeps its wake-ups and budgets in Redis", async () => {
    await importSomething(origin, key);
    const keys = execFileSync("redis-cli", ["-p", redisPort, "--scan", "--pattern", "*"], { encoding: "utf8" });
    expect(keys).toMatch(/^bulkhead:/m);
    expect(server?.output()).not.toContain("maxmemory-policy");
  }, 60_000);

  test("lists a dead letter, takes it back and cancels it by the commands of the page", async () => {
    expect(more).toEqual([]);
    const id = await plantDeadLetter(postgres?.url ?? "");
    const environment = { ...place.environment, KEY: key, ORIGIN: origin, ID: id };
    const said = await paste(steering.replaceAll(/$/gm, "\necho"), { folder, environment });
    const answers = said
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
    expect(answers).toMatchObject([
      { data: [{ id, state: "FAILED" }] },
      { id, state: "QUEUED" },
      { id, state: "CANCELLED" },
    ]);
  }, 60_000);
});

/** A job that was given up, of a kind that no worker has, so that nobody takes it between the commands. */
async function plantDeadLetter(url: string): Promise<string> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    const id = newUuid();
    await owner.query(
      `insert into platform.job (tenant_id, id, kind, key, requested_by, request_id, state, attempts, finished_at, error_code, error_message)
       select tenant_id, $1::uuid, 'next.kind', $1::text, 'platform', 'req_1', 'FAILED', 1, now(), 'CONFLICT', 'There is one already.' from tenancy.tenant`,
      [id],
    );
    return encodeId("job", id);
  } finally {
    await owner.end();
  }
}
