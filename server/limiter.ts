import { deriveKey } from "@bulkhead/kernel/key.ts";
import { createLimiter, type Limiter } from "@bulkhead/kernel/limiter.ts";
import { createPostgresLimiterStore } from "@bulkhead/kernel/limiter-postgres.ts";
import { createRedisLimiterStore } from "@bulkhead/kernel/limiter-redis.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Settings } from "./config.ts";
import type { Databases } from "./databases.ts";

/** The limiter of a gateway, sharing its budgets with the others through Redis when there is one, else PostgreSQL. */
export function openLimiter({ secret, redisUrl }: Settings, databases: Databases, log: Log): Limiter {
  const store =
    redisUrl === undefined ? createPostgresLimiterStore(databases.limits, log) : createRedisLimiterStore(redisUrl);
  const limiter = createLimiter({ log, shared: { store, secret: deriveKey(secret, "rate limits") } });
  return {
    ...limiter,
    async stop() {
      // What is still unreported goes to the store first.
      await limiter.stop();
      await store.stop();
    },
  };
}
