import type { Presented } from "@bulkhead/kernel/access-token-principal.ts";
import { appErrorOf } from "@bulkhead/kernel/error.ts";
import { unauthenticated } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import type { Arrival, Passage } from "../passage.ts";
import { isInPlace } from "./operator-network.ts";

/** Longest credential looked at; anything longer is none of ours. */
const MAX_BYTES = 4_096;

/** What is asked about a caller. */
export interface Credential {
  token: string;
  presented: Presented;
}

/**
 * Who it is, without spending anything: for what follows from a request that was let in. A bad credential is refused at
 * once; none at all makes the caller anonymous, and the rules decide.
 */
export async function authenticate(passage: Passage, edge: Edge): Promise<void> {
  const { authorization } = passage.arrival;
  if (authorization === undefined || authorization === "") return;
  const credential = credentialOf(passage.arrival, edge);
  if (!credential) throw refused(passage, edge);
  const { token, presented } = credential;
  const principal = edge.ports.recall?.(token, presented) ?? (await askAbout(credential, passage, edge));
  if (!principal || !isInPlace(principal, passage, edge)) throw refused(passage, edge);
  passage.request.principal = principal;
}

/** Reads what it must. A proof that is not accepted is counted as every bad credential, and then thrown. */
export async function askAbout({ token, presented }: Credential, passage: Passage, { ports }: Edge) {
  try {
    return await ports.authenticate(token, presented);
  } catch (error) {
    if (appErrorOf(error)?.code === "UNAUTHENTICATED") countRefusal(passage, ports);
    throw error;
  }
}

export function refused(passage: Passage, { ports }: Edge) {
  countRefusal(passage, ports);
  return unauthenticated();
}

function countRefusal({ request }: Passage, { denials }: Edge["ports"]): void {
  denials.denyAnonymous(request.clientAddress, "INVALID_CREDENTIAL");
}

/** RFC 6750 section 2.1 and RFC 9449 section 7.1; the scheme's name is case-insensitive (RFC 9110 section 11.1). */
const CREDENTIAL = /^(bearer|dpop) +([\w\-.~+/]+=*) *$/i;

/** Undefined for whatever is no credential that we take. */
export function credentialOf(arrival: Arrival, { config }: Edge): Credential | undefined {
  const { authorization = "", proof } = arrival;
  if (authorization.length > MAX_BYTES) return undefined;
  const [, scheme, token] = CREDENTIAL.exec(authorization) ?? [];
  if (scheme === undefined || token === undefined) return undefined;
  if (scheme.length === "bearer".length) return { token, presented: undefined };
  if (proof === "proved") return { token, presented: proof };
  // The address a client knows us by: what Host says is the client's word.
  const url = config.publicOrigin + (proof?.target ?? "");
  return { token, presented: { jwt: proof?.jwt, method: proof?.method ?? "", url } };
}
