import { AppError } from "@bulkhead/kernel/error.ts";
import type { Rate } from "@bulkhead/kernel/quota.ts";

const WORDS: Record<Rate, string> = { requests: "requests", webhookDeliveries: "webhook deliveries" };

/** What is answered when all that a plan allows in a month is used. */
export function usedUp(rate: Rate, most: number): AppError {
  return new AppError(
    "QUOTA_EXCEEDED",
    `Your plan's ${most} ${WORDS[rate]} of this month are used up. Wait for the next month (UTC), or ask the operator for another plan.`,
    { extensions: { quota: rate, most } },
  );
}
