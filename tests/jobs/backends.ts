import type { JobKind } from "@bulkhead/kernel/job-kind.ts";
import { ROLES } from "@bulkhead/kernel/migrate.ts";
import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import { openTestPlatform, type TestPlatform } from "../testkit/database.ts";
import { hasRedis, startRedis, type TestRedis } from "../testkit/redis.ts";
import { until } from "../testkit/until.ts";
import { startTestWorkers, type TestWorkers, type TestWorkersOptions } from "../testkit/workers.ts";

/** What a test is given: a platform of its own, and workers over the backend that is tested. */
export interface Jobs {
  readonly platform: TestPlatform;
  readonly redisUrl: string | undefined;
  workers(kinds: readonly JobKind[], options?: TestWorkersOptions): Promise<TestWorkers>;
  /** Everything the queue knows is gone. */
  wipe(): Promise<void>;
  /** The queue's server dies and comes back, empty if it keeps nothing. */
  restart(): Promise<void>;
}

/** Runs one list of tests on each backend. */
export function onEachBackend(name: string, tests: (jobs: Jobs) => void): void {
  describe(`${name}, on PostgreSQL`, () => withBackend("postgres", tests));
  if (hasRedis()) describe(`${name}, on Redis`, () => withBackend("redis", tests));
  else if (process.env.CI === "true")
    test(`${name}, on Redis`, () => {
      throw new Error("redis-server is missing, and in CI nothing may be skipped");
    });
  else {
    console.log("skipped: needs redis-server");
    test.skip(`${name}, on Redis: needs redis-server`, () => {});
  }
}

function withBackend(backend: "postgres" | "redis", tests: (jobs: Jobs) => void): void {
  let platform: TestPlatform;
  let redis: TestRedis | undefined;
  const started: TestWorkers[] = [];

  beforeAll(async () => {
    if (backend === "redis") redis = await startRedis();
  });
  afterAll(() => redis?.stop());
  beforeEach(async () => {
    platform = await openTestPlatform();
    await closeDatabase(platform);
    if (redis) await wipeRedis(redis.url);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((workers) => workers.stop(2_000)));
    await platform.stop();
  });

  tests({
    get platform() {
      return platform;
    },
    get redisUrl() {
      return redis?.url;
    },
    async workers(kinds, options = {}) {
      const workers = await startTestWorkers(platform, kinds, { redisUrl: redis?.url, ...options });
      started.push(workers);
      return workers;
    },
    wipe: () => (redis ? wipeRedis(redis.url) : wipePostgres(platform)),
    restart: () => (redis ? redis.restart() : dropConnections(platform, "bulkhead_queue")),
  });
}

/** As `migrate` leaves a database: nobody may do what he was not granted. A copy of a database does not keep it. */
async function closeDatabase({ databases: { owner } }: TestPlatform): Promise<void> {
  const { rows } = await owner.pool.query<{ name: string }>("select quote_ident(current_database()) as name");
  await owner.pool.query(`revoke all on database ${rows[0]?.name} from public`);
  const roles = ROLES.join(", ");
  await owner.pool.query(`grant connect on database ${rows[0]?.name} to ${roles}`);
}

async function wipeRedis(url: string): Promise<void> {
  const client = new Redis(url);
  await client.flushall();
  client.disconnect();
}

async function wipePostgres({ databases: { owner } }: TestPlatform): Promise<void> {
  const { rows } = await owner.pool.query<{ names: string }>(
    `select string_agg(format('bullmq.%I', tablename), ', ') as names from pg_tables
     where schemaname = 'bullmq' and tablename <> 'migration'`,
  );
  // The workers go on meanwhile, and may hold what this waits for.
  await until(async () =>
    owner.pool.query(`truncate ${rows[0]?.names}`).then(
      () => true,
      () => false,
    ),
  );
}

/** Terminates every connection of a role, in the middle of whatever it does. */
export async function dropConnections({ databases: { owner } }: TestPlatform, role: string): Promise<void> {
  await owner.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()",
    [role],
  );
}
