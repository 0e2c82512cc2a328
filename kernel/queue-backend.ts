import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type BackendFactory, createPostgresBackend, createRedisBackend, type IQueueBackend } from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";
import { rolePassword } from "./key.ts";
import type { Log } from "./log.ts";

export const QUEUE_ROLE = "bulkhead_queue";
export const QUEUE_SCHEMA = "bullmq";

/** Keys in a Redis that others may use too. */
const PREFIX = "bulkhead";

/** Where BullMQ keeps its queues. Nothing in it is the truth about anything: kernel/job-ledger.ts has that. */
export interface QueueBackend {
  name: "postgres" | "redis";
  factory: BackendFactory<IQueueBackend>;
  /** How a producer connects: it fails soon rather than wait, since the ledger remembers what it could not say. */
  producer: { connection: object; prefix: string };
  /** How a consumer connects: it waits for as long as it takes. */
  consumer: { connection: object; prefix: string };
  /** Faults of the set-up that the operator should know; empty when there is none. */
  warnings(): Promise<string[]>;
  close(): Promise<void>;
}

export interface QueueBackendOptions {
  /** PostgreSQL; prepared by kernel/queue-prepare.ts. */
  url: string;
  secret: string;
  /** `redis:` or `rediss:`; PostgreSQL is used without it. */
  redisUrl?: string | undefined;
  /** Jobs this process works on at a time; the pool is sized by it. */
  concurrency: number;
  log: Log;
}

export function openQueueBackend(options: QueueBackendOptions): QueueBackend {
  return options.redisUrl === undefined ? onPostgres(options) : onRedis(options.redisUrl);
}

/**
 * One pool for all queues of the process. BullMQ takes a connection for each consumer's LISTEN and never gives it back,
 * and a producer that finds the pool empty would wait: so two for the consumers, four beside them, one per job.
 */
function onPostgres({ url, secret, concurrency, log }: QueueBackendOptions): QueueBackend {
  const target = new URL(url);
  target.username = QUEUE_ROLE;
  target.password = rolePassword(secret, QUEUE_ROLE);
  const pool = new pg.Pool({
    connectionString: target.toString(),
    max: 6 + concurrency,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    application_name: QUEUE_ROLE,
  });
  pool.on("error", (error) => {
    if (!pool.ending) log.warn({ role: QUEUE_ROLE, detail: error.message }, "database connection lost");
  });
  // Without a listener a terminated backend would be an uncaught 'error' event and end the process.
  const clients = new Set<pg.PoolClient>();
  pool.on("connect", (client) => {
    client.on("error", () => {});
    clients.add(client);
  });
  pool.on("remove", (client) => clients.delete(client));
  const connection = { connection: pool, prefix: PREFIX };
  return {
    name: "postgres",
    factory: createPostgresBackend as unknown as BackendFactory<IQueueBackend>,
    producer: connection,
    consumer: connection,
    warnings: async () => [],
    close: () => closePool(pool, clients),
  };
}

/** A consumer whose job will not end keeps its connections; those are cut, since whoever closes cannot wait for it. */
async function closePool(pool: pg.Pool, clients: ReadonlySet<pg.PoolClient>): Promise<void> {
  await Promise.race([pool.end(), sleep(CLOSE_MS, undefined, { ref: false })]);
  for (const client of clients) (client as unknown as { connection: { stream: Duplex } }).connection.stream.destroy();
}

const CLOSE_MS = 1_000;

function onRedis(redisUrl: string): QueueBackend {
  const retryStrategy = (times: number) => Math.min(50 * 2 ** times, 1_000);
  const common = { url: redisUrl, connectTimeout: 5_000, retryStrategy };
  return {
    name: "redis",
    factory: createRedisBackend as unknown as BackendFactory<IQueueBackend>,
    producer: { connection: { ...common, enableOfflineQueue: false, maxRetriesPerRequest: 1 }, prefix: PREFIX },
    consumer: { connection: { ...common, maxRetriesPerRequest: null }, prefix: PREFIX },
    warnings: () => redisWarnings(redisUrl),
    close: async () => {},
  };
}

/** A Redis that evicts keys when its memory is full tears holes into the queue (BullMQ, "Going to production"). */
async function redisWarnings(redisUrl: string): Promise<string[]> {
  const client = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 1, connectTimeout: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const policy = (await client.config("GET", "maxmemory-policy"))[1];
    if (policy === "noeviction") return [];
    return [`Redis has maxmemory-policy ${policy}: set it to noeviction, or it forgets jobs when its memory is full`];
  } catch (error) {
    return [`Redis could not be asked for its maxmemory-policy, which must be noeviction: ${(error as Error).message}`];
  } finally {
    client.disconnect();
  }
}
