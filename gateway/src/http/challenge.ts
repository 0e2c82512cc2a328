import type { ServerResponse } from "node:http";
import { PROOF_ALGORITHMS } from "@bulkhead/kernel/dpop.ts";
import type { Arrival } from "../passage.ts";

const BEARER = 'Bearer realm="bulkhead"';
const DPOP = `DPoP realm="bulkhead", algs="${PROOF_ALGORITHMS.join(" ")}"`;

/**
 * What belongs to every answer 401 (RFC 9110 section 15.5.2): the schemes there are and, in that of the credential that was
 * sent, what is wrong with it (RFC 6750 section 3.1, RFC 9449 section 7.1). Whoever sent none is told of no error.
 */
export function tellHowToSignIn(
  response: ServerResponse,
  { authorization = "" }: Arrival,
  error = "invalid_token",
): void {
  const [, scheme = ""] = /^(bearer|dpop)( |$)/i.exec(authorization) ?? [];
  const fault = `, error="${error}"`;
  response.setHeader("www-authenticate", [
    scheme.length === "bearer".length ? BEARER + fault : BEARER,
    scheme.length === "dpop".length ? DPOP + fault : DPOP,
  ]);
}
