import { isIP } from "node:net";
import { AppError } from "@bulkhead/kernel/error.ts";

/** Who asks for passkeys (WebAuthn Level 3 section 4): the host of the public origin, and that origin exactly. */
export interface RelyingParty {
  origin: string;
  id: string;
}

/** Undefined where browsers allow no passkeys: at a network address, and without TLS anywhere but on the own machine. */
export function relyingPartyOf(publicOrigin: string): RelyingParty | undefined {
  const { protocol, hostname, origin } = new URL(publicOrigin);
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0 || (protocol !== "https:" && !isLocal)) return undefined;
  return { origin, id: hostname };
}

/** For what nobody is offered there. */
export function requireRelyingParty(publicOrigin: string): RelyingParty {
  const found = relyingPartyOf(publicOrigin);
  if (found) return found;
  const message = "Passkeys need a public origin with a host name, over https. Sign in another way.";
  throw new AppError("UNAVAILABLE", message);
}
