import { MAX_RATE } from "@bulkhead/kernel/limiter-policy.ts";

/**
 * Two cores run two files and their databases at once, all they can: what writes there may take as long as it does. What
 * is about the bound opens a pool of its own, with the bound that everybody has.
 */
export const RAISED_WRITE_MS = 1_000;

/**
 * Rates that no test meets by accident: a suite asks thousands of questions from one address with a handful of keys, and
 * what it asks about is something else. The tests of the limits set their own.
 */
export const RAISED_LIMITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["ADDRESS", "KEY", "USER", "TENANT", "OPERATION"].flatMap((whose) =>
      ["PER_SECOND", "BURST"].map((what) => [`BULKHEAD_LIMIT_${whose}_${what}`, String(MAX_RATE)]),
    ),
  ),
  BULKHEAD_WRITE_TIMEOUT_MS: String(RAISED_WRITE_MS),
};
