import type { ServerResponse } from "node:http";
import type { CacheOutcome } from "../cache/response-cache.ts";

/** `Cache-Status` (RFC 9211) and `Age` (RFC 9111 section 5.1), for whoever asked for an older answer. */
export function tellHowCached(response: ServerResponse, outcome: CacheOutcome | undefined): void {
  if (outcome === undefined) return;
  response.setHeader("cache-status", `Bulkhead; ${statusOf(outcome)}`);
  if ("ageMs" in outcome) response.setHeader("age", String(Math.floor(outcome.ageMs / 1_000)));
}

function statusOf(outcome: CacheOutcome): string {
  switch (outcome.is) {
    case "hit":
      return "hit";
    case "collapsed":
      return "fwd=miss; collapsed";
    case "forwarded":
      return outcome.stored ? `fwd=${outcome.why}; stored` : `fwd=${outcome.why}`;
    case "bypassed":
      return `fwd=bypass; detail=${outcome.for}`;
  }
}
