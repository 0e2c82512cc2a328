import type { FactorRefusal } from "./refusals.ts";

/** What the library says of an answer that does not verify, and what the audit log calls it. A test makes each of them. */
const REASONS: readonly [RegExp, FactorRefusal][] = [
  [/response challenge/, "WRONG_CHALLENGE"],
  [/origin/i, "WRONG_ORIGIN"],
  [/RP ID/, "WRONG_RP_ID"],
  [/not present|could not be verified/, "USER_NOT_VERIFIED"],
];

export function refusalOf(error: unknown): FactorRefusal {
  const message = error instanceof Error ? error.message : "";
  return REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? "MALFORMED_ANSWER";
}

/** An answer that does not verify, on its way to the audit log. */
export class RefusedAnswer extends Error {
  readonly reason: FactorRefusal;
  constructor(reason: FactorRefusal) {
    super(reason);
    this.reason = reason;
  }
}

/** The browser's answer as a form brings it. What is none fails to verify like any other that is wrong. */
export function readAnswer<T extends object>(text: string | null): T {
  try {
    const read: unknown = JSON.parse(text ?? "");
    return (typeof read === "object" && read !== null ? read : {}) as T;
  } catch {
    return {} as T;
  }
}
