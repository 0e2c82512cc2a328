import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@bulkhead/kernel/error.ts";

/** How many messages a tenant's streams may bring a second in this process, however many streams it has. */
export interface MessageBudget {
  /**
   * Takes one. What is read at the reader's own pace waits for its turn; what others push is refused when there is none,
   * since waiting would only put off the end. Errors: TOO_MANY_MESSAGES.
   */
  take(tenantId: string, isPaced: boolean): Promise<void> | void;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Tenants remembered; one that is forgotten begins with a full bucket. */
const MAX_KEPT = 10_000;
const LEAST_WAIT_MS = 5;

export function createMessageBudget(perSecond: number, burst: number): MessageBudget {
  const buckets = new Map<string, Bucket>();

  function bucketOf(tenantId: string): Bucket {
    const now = performance.now();
    const known = buckets.get(tenantId);
    if (!known) {
      if (buckets.size >= MAX_KEPT) for (const [id, one] of buckets) if (isRested(one, now)) buckets.delete(id);
      const full = { tokens: burst, at: now };
      buckets.set(tenantId, full);
      return full;
    }
    known.tokens = Math.min(burst, known.tokens + ((now - known.at) * perSecond) / 1_000);
    known.at = now;
    return known;
  }

  const isRested = ({ tokens, at }: Bucket, now: number) => tokens + ((now - at) * perSecond) / 1_000 >= burst;

  async function wait(tenantId: string): Promise<void> {
    for (;;) {
      const bucket = bucketOf(tenantId);
      if (bucket.tokens >= 1) return void bucket.tokens--;
      await sleep(Math.max(LEAST_WAIT_MS, ((1 - bucket.tokens) * 1_000) / perSecond), undefined, { ref: false });
    }
  }

  return {
    take(tenantId, isPaced) {
      const bucket = bucketOf(tenantId);
      if (bucket.tokens >= 1) return void bucket.tokens--;
      if (isPaced) return wait(tenantId);
      throw new AppError(
        "TOO_MANY_MESSAGES",
        `A tenant's streams may bring ${perSecond} messages a second. Come back in a moment and resume after your last cursor, ` +
          "with a filter or with fewer streams.",
      );
    },
  };
}
