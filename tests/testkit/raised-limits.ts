import { MAX_RATE } from "@bulkhead/kernel/limiter-policy.ts";

/**
 * Rates that no test meets by accident: a suite asks thousands of questions from one address with a handful of keys, and
 * what it asks about is something else. The tests of the limits set their own.
 */
export const RAISED_LIMITS: Readonly<Record<string, string>> = Object.fromEntries(
  ["ADDRESS", "KEY", "USER", "TENANT", "OPERATION"].flatMap((whose) =>
    ["PER_SECOND", "BURST"].map((what) => [`BULKHEAD_LIMIT_${whose}_${what}`, String(MAX_RATE)]),
  ),
);
