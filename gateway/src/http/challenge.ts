import type { ServerResponse } from "node:http";
import { PROOF_ALGORITHMS } from "@bulkhead/kernel/dpop.ts";
import type { PublicError } from "../errors/format.ts";
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
  error: Pick<PublicError, "message" | "extensions"> | undefined,
): void {
  const [, scheme = ""] = /^(bearer|dpop)( |$)/i.exec(authorization) ?? [];
  const fault = `, ${faultOf(error)}`;
  response.setHeader("www-authenticate", [
    scheme.length === "bearer".length ? BEARER + fault : BEARER,
    scheme.length === "dpop".length ? DPOP + fault : DPOP,
  ]);
}

/** Of a token that is good but whose user must sign in anew, also how (RFC 9470 section 3). */
function faultOf(error: Pick<PublicError, "message" | "extensions"> | undefined): string {
  const { code, challenge, acrValues, maxAge }: Record<string, unknown> = error?.extensions ?? {};
  if (code !== "INSUFFICIENT_AUTHENTICATION")
    return `error="${typeof challenge === "string" ? challenge : "invalid_token"}"`;
  return [
    'error="insufficient_user_authentication"',
    `error_description="${error?.message}"`,
    `acr_values="${[acrValues].flat().join(" ")}"`,
    `max_age="${maxAge}"`,
  ].join(", ");
}
