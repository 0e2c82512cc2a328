import type { IncomingMessage } from "node:http";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { Arrival, Passage, Transport } from "../passage.ts";

export function arrivalOf(message: IncomingMessage, transport: Transport, bodyLimit: number): Arrival {
  const { headers, socket } = message;
  const forwardedFor = headers["x-forwarded-for"];
  // Sent twice, Node joins it with a comma, and it is no proof.
  const { dpop } = headers;
  return {
    transport,
    authorization: headers.authorization,
    proof:
      typeof dpop === "string" ? { jwt: dpop, method: message.method ?? "", target: message.url ?? "" } : undefined,
    peer: socket.remoteAddress ?? "",
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    contentLength: headers["content-length"] === undefined ? undefined : Number(headers["content-length"]),
    bodyLimit,
    cacheControl: headers["cache-control"],
  };
}

export function beginPassage(arrival: Arrival): Passage {
  return {
    arrival,
    request: { principal: ANONYMOUS, requestId: "", clientAddress: null },
    settings: undefined,
    spent: undefined,
    refused: undefined,
    suspension: undefined,
    operation: undefined,
    prepared: undefined,
    result: undefined,
  };
}
