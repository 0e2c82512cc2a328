import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Passage } from "../passage.ts";

/** Longest credential looked at; anything longer is none of ours. */
const MAX_BYTES = 4_096;

/**
 * Who it is, without spending anything: for what follows from a request that was let in. A bad credential is refused at
 * once; none at all makes the caller anonymous, and the rules decide.
 */
export async function authenticate(passage: Passage, edge: Edge): Promise<void> {
  const { authorization } = passage.arrival;
  if (authorization === undefined || authorization === "") return;
  const bearer = bearerOf(authorization);
  const known = bearer === undefined ? undefined : edge.ports.recall?.(bearer);
  const principal = known ?? (bearer === undefined ? undefined : await edge.ports.authenticate(bearer));
  if (!principal) {
    edge.ports.denials.denyAnonymous(passage.request.clientAddress, "INVALID_CREDENTIAL");
    throw unauthenticated();
  }
  passage.request.principal = principal;
}

/** RFC 6750 section 2.1; the scheme's name is case-insensitive (RFC 9110 section 11.1). */
export function bearerOf(authorization: string): string | undefined {
  if (authorization.length > MAX_BYTES) return undefined;
  return /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization)?.[1];
}
