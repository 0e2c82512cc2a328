import { networkPrefix } from "@bulkhead/kernel/client-address.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { bearerOf } from "./authenticate.ts";
import { overBudget } from "./limit-refusal.ts";

/** What one attacker has at once: neighbours of IPv4 are rented together, a subscriber of IPv6 is given 64 bits. */
const PREFIX_BITS = { ipv4: 24, ipv6: 64 };

/**
 * Authenticates, and makes whoever has no valid credential pay from the budget of the network it comes from and from no
 * other. A network without budget is refused before a credential of its is looked up; one that is at hand, or was good
 * here before, works all the same, so a flood from next door locks out nobody who is at work.
 */
export function authenticateWithinLimits(passage: Passage, edge: Edge): void | Promise<void> {
  const { authorization } = passage.arrival;
  if (authorization === undefined || authorization === "") return spendOnNobody(passage, edge);
  const bearer = bearerOf(authorization);
  if (bearer === undefined) {
    spendOnNobody(passage, edge);
    throw refused(passage, edge);
  }
  const known = edge.ports.recall?.(bearer);
  if (!known) return lookUp(bearer, passage, edge);
  passage.request.principal = known;
}

function spendOnNobody(passage: Passage, edge: Edge): void {
  const { address } = edge.limits;
  const left = address.take(prefixOf(passage));
  if (left < 0) throw overBudget(address, -left, passage, edge);
}

/** Tries under way count as failed, so that a thousand at once are not a thousand look-ups. */
async function lookUp(bearer: string, passage: Passage, edge: Edge): Promise<void> {
  const { limits, proven } = edge;
  const { wait, settle } = limits.address.hold(prefixOf(passage));
  if (wait > 0 && !proven.has(bearer)) throw overBudget(limits.address, wait, passage, edge);
  let failed = false;
  try {
    const principal = await edge.ports.authenticate(bearer);
    failed = principal === undefined;
    if (principal === undefined) {
      proven.remove(bearer);
      throw refused(passage, edge);
    }
    proven.add(bearer);
    passage.request.principal = principal;
  } finally {
    // A look-up that broke says nothing about the credential.
    if (wait === 0) settle(failed);
  }
}

function refused(passage: Passage, { ports }: Edge) {
  ports.denials.denyAnonymous(passage.request.clientAddress, "INVALID_CREDENTIAL");
  return unauthenticated();
}

function prefixOf({ request }: Passage): string {
  return request.clientAddress === null ? "unknown" : networkPrefix(request.clientAddress, PREFIX_BITS);
}
