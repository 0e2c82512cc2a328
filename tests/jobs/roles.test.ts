import { rolePassword } from "@bulkhead/kernel/key.ts";
import { ROLES } from "@bulkhead/kernel/migrate.ts";
import { openQueueBackend } from "@bulkhead/kernel/queue-backend.ts";
import { prepareQueue } from "@bulkhead/kernel/queue-prepare.ts";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { hasRedis, startRedis } from "../testkit/redis.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.stop());

async function rows<R>(text: string, values: unknown[] = []): Promise<R[]> {
  return (await platform.databases.owner.pool.query(text, values)).rows as R[];
}

test("one role owns the queue's schema and all in it", async () => {
  const owners = await rows<{ owner: string; there: string }>(
    `select distinct pg_get_userbyid(relowner) as owner, 'relation' as there from pg_class where relnamespace = 'bullmq'::regnamespace
     union select distinct pg_get_userbyid(proowner), 'function' from pg_proc where pronamespace = 'bullmq'::regnamespace
     union select pg_get_userbyid(nspowner), 'schema' from pg_namespace where nspname = 'bullmq'`,
  );
  expect(owners.map(({ there }) => there).toSorted()).toEqual(["function", "relation", "schema"]);
  expect(new Set(owners.map(({ owner }) => owner))).toEqual(new Set(["bulkhead_queue"]));
});

test("the queue's role sees no schema of ours and no other role sees the queue's", async () => {
  const schemas = ["platform", "identity", "tenancy", "data", "audit"];
  for (const schema of schemas)
    expect(await rows("select has_schema_privilege('bulkhead_queue', $1, 'usage') as may", [schema])).toEqual([
      { may: false },
    ]);
  for (const role of ROLES.filter((one) => one !== "bulkhead_queue"))
    expect({ role, rows: await rows("select has_schema_privilege($1, 'bullmq', 'usage') as may", [role]) }).toEqual({
      role,
      rows: [{ may: false }],
    });
});

test("preparing the queue again, or twice at once, changes nothing and leaves the role no right to make schemas", async () => {
  const { url, secret } = platform;
  await Promise.all([prepareQueue(url, secret), prepareQueue(url, secret)]);
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), {
      username: "bulkhead_queue",
      password: rolePassword(secret, "bulkhead_queue"),
    }).href,
  });
  await client.connect();
  await expect(client.query("create schema mine")).rejects.toThrow("permission denied");
  await expect(client.query("select * from platform.job")).rejects.toThrow("permission denied");
  await client.end();
});

test("a worker's role reads the ledger across tenants, and no payload", async () => {
  const { pool } = platform.databases.worker;
  await expect(pool.query("select id from platform.job")).resolves.toBeDefined();
  expect((await pool.query("select * from platform.job_payload")).rows).toEqual([]);
});

test.runIf(hasRedis())("a Redis that evicts keys is warned of at the start", async () => {
  const { url, secret, log } = platform;
  const redis = await startRedis(["--maxmemory-policy", "allkeys-lru"]);
  const backend = openQueueBackend({ url, secret, redisUrl: redis.url, concurrency: 1, log });
  expect(await backend.warnings()).toEqual([expect.stringContaining("allkeys-lru")]);
  await backend.close();
  await redis.stop();
});
