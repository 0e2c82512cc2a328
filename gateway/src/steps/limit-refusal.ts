import { AppError } from "@bulkhead/kernel/error.ts";
import type { Budget } from "@bulkhead/kernel/limiter.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/** A microsecond: rounding must not turn four seconds into five. */
const ROUNDING_MS = 1e-3;

/**
 * Refuses for want of tokens, which will be there in `waitMs`. Counted without a name, like every flood: an audit event
 * for each refusal would make refusing the attack.
 */
export function overBudget({ policy }: Budget, waitMs: number, passage: Passage, { ports }: Edge): AppError {
  const retryAfter = Math.max(1, Math.ceil((waitMs - ROUNDING_MS) / 1_000));
  passage.refused = { policy, retryAfter };
  ports.denials.denyAnonymous(passage.request.clientAddress, "RATE_LIMITED");
  return withoutStack(
    () =>
      new AppError(
        "RATE_LIMITED",
        `This ${subjectOf(policy.name, passage)} has spent its budget. Try again in ${retryAfter} s.`,
        { extensions: { budget: policy.name, retryAfter } },
      ),
  );
}

/** Nobody reads where a refusal was thrown, and writing it down is a tenth of what refusing costs. */
function withoutStack<T>(make: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Clients that act for themselves share the kind of budget that keys have. */
function subjectOf(budget: string, { request }: Passage): string {
  if (budget === "key" && request.principal.kind === "client") return "OAuth client";
  return SUBJECTS[budget] ?? budget;
}

const SUBJECTS: Record<string, string> = {
  address: "network address",
  key: "API key",
  operation: "operation of your tenant",
};
