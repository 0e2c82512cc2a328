/**
 * What a plan limits and usage counts. Stored things are counted exactly, in the transaction that stores them; of requests and deliveries
 * each process counts its own and adds them up a few seconds later.
 */
export const QUOTAS = ["requests", "records", "bytes", "members", "sockets", "webhookDeliveries"] as const;
export type Quota = (typeof QUOTAS)[number];

/** What is counted by the calendar month in UTC, each in the process where it happens. */
export const RATES = ["requests", "webhookDeliveries"] as const satisfies readonly Quota[];
export type Rate = (typeof RATES)[number];

/** What a plan limits: what is counted, and how fast each process lets messages of streams pass, of which nothing is kept. */
export const PLAN_LIMITS = [...QUOTAS, "messagesPerSecond"] as const;
export type PlanLimit = (typeof PLAN_LIMITS)[number];

/** The least that a limit may be: with no message a second a stream would never end its wait. */
export const leastOf = (limit: PlanLimit): number => (limit === "messagesPerSecond" ? 1 : 0);

/** The most of each; one that is absent is unlimited. Requests and deliveries are of a calendar month in UTC. */
export type QuotaLimits = Readonly<Partial<Record<PlanLimit, number>>>;

export const NO_LIMITS: QuotaLimits = Object.freeze({});

export const isPlanLimit = (name: string): name is PlanLimit => (PLAN_LIMITS as readonly string[]).includes(name);

/** What is stored or comes from another process, as far as it is a limit. */
export function readLimits(given: unknown): QuotaLimits {
  const limits = Object.entries((given ?? {}) as Record<string, unknown>).filter(
    ([name, most]) => isPlanLimit(name) && Number.isSafeInteger(most) && (most as number) >= leastOf(name),
  );
  return limits.length === 0 ? NO_LIMITS : (Object.fromEntries(limits) as QuotaLimits);
}
