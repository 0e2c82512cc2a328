import { networkPrefix } from "@bulkhead/kernel/client-address.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";
import { askAbout, type Credential, credentialOf, refused } from "./authenticate.ts";
import { overBudget } from "./limit-refusal.ts";
import { isInPlace } from "./operator-network.ts";

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
  const credential = credentialOf(passage.arrival, edge);
  if (credential === undefined) {
    spendOnNobody(passage, edge);
    throw refused(passage, edge);
  }
  const known = edge.ports.recall?.(credential.token, credential.presented);
  if (!known || !isInPlace(known, passage, edge)) return lookUp(credential, passage, edge);
  passage.request.principal = known;
}

/** Makes whoever cannot or need not be known here pay from the budget of the network it comes from. */
export function spendOnNobody(passage: Passage, edge: Edge): void {
  const { address } = edge.limits;
  const left = address.take(prefixOf(passage));
  if (left < 0) throw overBudget(address, -left, passage, edge);
}

/** Tries under way count as failed, so that a thousand at once are not a thousand look-ups. */
async function lookUp(credential: Credential, passage: Passage, edge: Edge): Promise<void> {
  const { limits, proven } = edge;
  const { token } = credential;
  const { wait, settle } = limits.address.hold(prefixOf(passage));
  if (wait > 0 && !proven.has(token)) throw overBudget(limits.address, wait, passage, edge);
  let failed = false;
  try {
    const principal = await askAbout(credential, passage, edge);
    if (principal === undefined || !isInPlace(principal, passage, edge)) {
      proven.remove(token);
      throw refused(passage, edge);
    }
    proven.add(token);
    passage.request.principal = principal;
  } catch (error) {
    // A look-up that broke says nothing about the credential.
    failed = appErrorOf(error)?.code === "UNAUTHENTICATED";
    throw error;
  } finally {
    if (wait === 0) settle(failed);
  }
}

function prefixOf({ request }: Passage): string {
  return request.clientAddress === null ? "unknown" : networkPrefix(request.clientAddress, PREFIX_BITS);
}
