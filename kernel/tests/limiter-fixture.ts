import { connect, createServer, type Socket } from "node:net";
import { openDatabase } from "@bulkhead/kernel/database.ts";
import { rolePassword } from "@bulkhead/kernel/key.ts";
import { createLimiter, type Limiter } from "@bulkhead/kernel/limiter.ts";
import { createPostgresLimiterStore } from "@bulkhead/kernel/limiter-postgres.ts";
import { createRedisLimiterStore } from "@bulkhead/kernel/limiter-redis.ts";
import type { LimiterStore } from "@bulkhead/kernel/limiter-store.ts";
import { createLog } from "@bulkhead/kernel/log.ts";
import { openTestPlatform } from "../../tests/testkit/database.ts";
import { startRedis } from "../../tests/testkit/redis.ts";

/** A store that three instances share, and a way between them and it that the test can break. */
export interface SharedStore {
  /** A connection of its own, as each instance has. */
  open(): LimiterStore;
  proxy: Proxy;
  /** Empties the store, as a restart without a disk does. */
  wipe(): Promise<void>;
  /** What accounts are called in it. */
  names(): Promise<string[]>;
  stop(): Promise<void>;
}

export async function openPostgresStore(): Promise<SharedStore> {
  const platform = await openTestPlatform();
  const target = new URL(platform.url);
  const proxy = await openProxy(Number(target.port));
  target.hostname = "127.0.0.1";
  target.port = String(proxy.port);
  const role = "bulkhead_gateway";
  const log = createLog({ level: "silent" });
  const pools: { end(): Promise<void> }[] = [];
  const owner = platform.databases.owner.pool;
  return {
    open() {
      const password = rolePassword(platform.secret, role);
      const db = openDatabase({ url: target.href, role, password, maxConnections: 1, log });
      pools.push(db.pool);
      return createPostgresLimiterStore(db, log);
    },
    proxy,
    wipe: async () => void (await owner.query("truncate platform.rate_limit")),
    async names() {
      const { rows } = await owner.query<{ key: string }>("select key::text from platform.rate_limit");
      return rows.map(({ key }) => key.replaceAll("-", ""));
    },
    async stop() {
      proxy.mend();
      await Promise.all(pools.map((pool) => pool.end()));
      await platform.stop();
      await proxy.stop();
    },
  };
}

export async function openRedisStore(): Promise<SharedStore> {
  const redis = await startRedis();
  const proxy = await openProxy(Number(new URL(redis.url).port));
  const direct = createRedisLimiterStore(redis.url);
  const { Redis } = await import("ioredis");
  const reader = new Redis(redis.url);
  return {
    open: () => createRedisLimiterStore(`redis://127.0.0.1:${proxy.port}`),
    proxy,
    wipe: async () => void (await reader.flushall()),
    names: async () => (await reader.keys("*")).map((key) => key.replace("{bulkhead:rate-limit}:", "")),
    async stop() {
      reader.disconnect();
      await direct.stop();
      await proxy.stop();
      await redis.stop();
    },
  };
}

export interface Proxy {
  port: number;
  /** Nothing comes through any more, and nobody is told. */
  swallow(): void;
  /** Connections break, and new ones are refused. */
  cut(): void;
  mend(): void;
  stop(): Promise<void>;
}

async function openProxy(target: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let state: "open" | "swallow" | "cut" = "open";
  const server = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const far = connect(target, "127.0.0.1");
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on("data", (piece) => {
        if (state === "open") to.write(piece);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: typeof address === "object" && address ? address.port : 0,
    swallow() {
      state = "swallow";
    },
    cut() {
      state = "cut";
      breakAll();
    },
    mend() {
      state = "open";
      // What was swallowed is lost, so those connections are of no use to anybody.
      breakAll();
    },
    async stop() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Instance {
  limiter: Limiter;
  /** Keys told to the store, in all. */
  reported(): number;
  /** Calls of the store. */
  exchanges(): number;
  /** Longest answer of the store so far, in milliseconds. */
  slowest(): number;
  logged: string[];
}

/** One gateway's limiter on the store. */
export function openInstance(shared: SharedStore, secret = Buffer.alloc(32, 7)): Instance {
  const logged: string[] = [];
  const log = createLog({ level: "debug", destination: { write: (line) => logged.push(line) } });
  const store = shared.open();
  const counted = { reported: 0, exchanges: 0, slowest: 0 };
  const watched: LimiterStore = {
    async charge(charges) {
      const from = performance.now();
      counted.reported += charges.length;
      counted.exchanges++;
      const answer = await store.charge(charges);
      counted.slowest = Math.max(counted.slowest, performance.now() - from);
      return answer;
    },
    stop: store.stop,
  };
  const limiter = createLimiter({ log, shared: { store: watched, secret } });
  return {
    limiter: {
      ...limiter,
      async stop() {
        await limiter.stop();
        await store.stop();
      },
    },
    reported: () => counted.reported,
    exchanges: () => counted.exchanges,
    slowest: () => counted.slowest,
    logged,
  };
}
