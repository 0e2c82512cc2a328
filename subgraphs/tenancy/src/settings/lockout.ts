import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { isAllowedFrom } from "@bulkhead/kernel/network-range.ts";
import type { Values } from "./declared.ts";
import { fault } from "./setting.ts";

/**
 * Nobody shuts themselves out: the next request of whoever makes the change must still be let in, or nobody might be able
 * to take it back. The operator, who comes by another door, may.
 */
export function refuseLockout(
  { principal, clientAddress }: RequestContext,
  before: Values["security"],
  after: Values["security"],
  faults: FieldFault[],
): void {
  if (principal.kind === "platform") return;
  const { allowedNetworks, apiKeys, apiKeyDays } = after;
  const isOtherwise = JSON.stringify(allowedNetworks) !== JSON.stringify(before.allowedNetworks);
  if (isOtherwise && !isAllowedFrom(clientAddress, allowedNetworks)) {
    const message = `Your own address${clientAddress === null ? "" : `, ${clientAddress},`} is in none of these networks, so you would be shut out. Add one that it is in.`;
    faults.push(fault("input.security.allowedNetworks", "LOCKS_OUT", message));
  }
  if (principal.kind !== "apiKey") return;
  const message = "Sign in as a user for this: an API key must not end API keys.";
  if (!apiKeys && before.apiKeys) faults.push(fault("input.security.apiKeys", "LOCKS_OUT", message));
  const isShorter = apiKeyDays !== null && (before.apiKeyDays === null || apiKeyDays < before.apiKeyDays);
  if (isShorter) faults.push(fault("input.security.apiKeyDays", "LOCKS_OUT", message));
}
