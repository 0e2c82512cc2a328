/**
 * What a plan limits. Stored things are counted exactly, in the transaction that stores them; of requests and deliveries
 * each process counts its own and adds them up a few seconds later.
 */
export const QUOTAS = ["requests", "records", "bytes", "members", "sockets", "webhookDeliveries"] as const;
export type Quota = (typeof QUOTAS)[number];

/** The most of each; one that is absent is unlimited. Requests and deliveries are of a calendar month in UTC. */
export type QuotaLimits = Readonly<Partial<Record<Quota, number>>>;

export const NO_LIMITS: QuotaLimits = Object.freeze({});

/** What is stored or comes from another process, as far as it is a limit. */
export function readLimits(given: unknown): QuotaLimits {
  const limits = Object.entries((given ?? {}) as Record<string, unknown>).filter(
    ([name, most]) =>
      (QUOTAS as readonly string[]).includes(name) && Number.isSafeInteger(most) && (most as number) >= 0,
  );
  return limits.length === 0 ? NO_LIMITS : (Object.fromEntries(limits) as QuotaLimits);
}
