import { Redis } from "ioredis";
import type { Charge, ChargeAnswer, LimiterStore } from "./limiter-store.ts";

const ANSWER_MS = 2_000;

/**
 * The same arithmetic as the upsert of limiter-postgres.ts, for all keys in one script, by the server's own clock. A key
 * lives until its bucket has been full for a minute. Numbers go out as text: Redis would cut them to integers.
 */
const SCRIPT = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
local answer = { string.format('%.17g', now) }
for at, key in ipairs(KEYS) do
  local tat = tonumber(ARGV[at * 2 - 1])
  local known = redis.call('GET', key)
  if known then tat = math.max(tat, tonumber(known) + tonumber(ARGV[at * 2])) end
  local text = string.format('%.17g', tat)
  redis.call('SET', key, text, 'PX', math.max(1, math.ceil(tat - now)) + 60000)
  answer[at + 1] = text
end
return answer`;

/** One slot of a cluster, since a script may only touch keys of one. */
const PREFIX = "{bulkhead:rate-limit}:";

interface ScriptedRedis extends Redis {
  chargeRateLimits(keys: number, ...rest: (string | number)[]): Promise<string[]>;
}

/** Rate limits shared through Redis, on a connection of their own. */
export function createRedisLimiterStore(url: string): LimiterStore {
  const redis = new Redis(url, {
    connectionName: "bulkhead-rate-limits",
    // Nothing is kept for later: the limiter decides what is still worth telling.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
    connectTimeout: ANSWER_MS,
    retryStrategy: (attempts) => Math.min(attempts * 100, 1_000),
    lazyConnect: true,
    scripts: { chargeRateLimits: { lua: SCRIPT } },
  }) as ScriptedRedis;
  // The limiter says once that the store is away; without a listener each attempt would end the process.
  redis.on("error", () => undefined);
  return {
    async charge(charges) {
      if (redis.status === "wait") await redis.connect();
      return answerOf(await redis.chargeRateLimits(charges.length, ...argumentsOf(charges)));
    },
    async stop() {
      redis.disconnect();
    },
  };
}

function argumentsOf(charges: readonly Charge[]): (string | number)[] {
  const keys = charges.map(({ key }) => PREFIX + key);
  return [...keys, ...charges.flatMap(({ tat, cost }) => [tat, cost])];
}

function answerOf([now, ...tats]: string[]): ChargeAnswer {
  return { now: Number(now), tats: tats.map(Number) };
}
