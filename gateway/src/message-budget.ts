import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@bulkhead/kernel/error.ts";

/** How many messages a tenant's streams may bring a second in this process, however many streams it has. */
export interface MessageBudget {
  /**
   * Takes one. `most` is the plan's number a second, which counts where it is below the installation's. What is read at the
   * reader's own pace waits for its turn; what others push is refused when there is none, since waiting would only put off
   * the end. Errors: TOO_MANY_MESSAGES.
   */
  take(tenantId: string, isPaced: boolean, most?: number): Promise<void> | void;
}

interface Terms {
  perSecond: number;
  burst: number;
}

interface Bucket {
  tokens: number;
  at: number;
  terms: Terms;
}

/** Tenants remembered; one that is forgotten begins with a full bucket. */
const MAX_KEPT = 10_000;
const LEAST_WAIT_MS = 5;

export function createMessageBudget(perSecond: number, burst: number): MessageBudget {
  const standard: Terms = { perSecond, burst };
  const buckets = new Map<string, Bucket>();

  function bucketOf(tenantId: string, terms: Terms): Bucket {
    const now = performance.now();
    const known = buckets.get(tenantId);
    if (!known) {
      if (buckets.size >= MAX_KEPT) for (const [id, one] of buckets) if (isRested(one, now)) buckets.delete(id);
      const full = { tokens: terms.burst, at: now, terms };
      buckets.set(tenantId, full);
      return full;
    }
    known.tokens = Math.min(terms.burst, filled(known, now));
    known.at = now;
    known.terms = terms;
    return known;
  }

  async function wait(tenantId: string, terms: Terms): Promise<void> {
    for (;;) {
      const bucket = bucketOf(tenantId, terms);
      if (bucket.tokens >= 1) return void bucket.tokens--;
      const next = ((1 - bucket.tokens) * 1_000) / terms.perSecond;
      await sleep(Math.max(LEAST_WAIT_MS, next), undefined, { ref: false });
    }
  }

  return {
    take(tenantId, isPaced, most) {
      const terms = most === undefined || most >= perSecond ? standard : smaller(standard, most);
      const bucket = bucketOf(tenantId, terms);
      if (bucket.tokens >= 1) return void bucket.tokens--;
      if (isPaced) return wait(tenantId, terms);
      throw new AppError(
        "TOO_MANY_MESSAGES",
        `A tenant's streams may bring ${terms.perSecond} messages a second. Come back in a moment and resume after your last cursor, ` +
          "with a filter or with fewer streams.",
      );
    },
  };
}

const filled = ({ tokens, at, terms }: Bucket, now: number) => tokens + ((now - at) * terms.perSecond) / 1_000;

const isRested = (bucket: Bucket, now: number) => filled(bucket, now) >= bucket.terms.burst;

/** With as many seconds of rest in its burst as the installation's. */
function smaller({ perSecond, burst }: Terms, most: number): Terms {
  return { perSecond: most, burst: Math.max(1, Math.ceil((most * burst) / perSecond)) };
}
