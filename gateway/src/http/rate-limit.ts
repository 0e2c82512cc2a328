import type { ServerResponse } from "node:http";
import type { RatePolicy } from "@bulkhead/kernel/limiter-policy.ts";
import type { Passage } from "../passage.ts";

/**
 * Tells an identified caller what it has left, in the fields of draft-ietf-httpapi-ratelimit-headers-11 (structured
 * fields, RFC 9651): `r` requests now, and `t` seconds until the budget is whole again.
 */
export function tellWhatIsLeft(response: ServerResponse, { spent }: Passage): void {
  if (spent === undefined) return;
  const { caller, callerLeft, tenant, tenantLeft } = spent;
  response.setHeader("ratelimit-policy", `${policyItem(caller)}, ${policyItem(tenant)}`);
  response.setHeader("ratelimit", `${limitItem(caller, callerLeft)}, ${limitItem(tenant, tenantLeft)}`);
}

/** Tells a refused caller when to come back; whoever is identified learns which budget it was, in the same fields. */
export function tellWhenToComeBack(response: ServerResponse, { refused, request }: Passage): void {
  if (refused === undefined) return;
  const { policy, retryAfter } = refused;
  response.setHeader("retry-after", String(retryAfter));
  if (request.principal.tenantId === null) return;
  response.setHeader("ratelimit-policy", policyItem(policy));
  response.setHeader("ratelimit", `"${policy.name}";r=0;t=${retryAfter}`);
}

const policyItems = new WeakMap<RatePolicy, string>();

/** The burst in as many seconds as it takes to come back: whoever keeps to that is never refused. */
function policyItem(policy: RatePolicy): string {
  let item = policyItems.get(policy);
  if (item === undefined) {
    item = `"${policy.name}";q=${policy.burst};w=${Math.ceil(policy.burst / policy.perSecond)}`;
    policyItems.set(policy, item);
  }
  return item;
}

function limitItem({ name, burst, perSecond }: RatePolicy, left: number): string {
  return `"${name}";r=${left};t=${Math.max(1, Math.ceil((burst - left) / perSecond))}`;
}
