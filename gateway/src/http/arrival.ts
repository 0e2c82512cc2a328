import type { IncomingMessage } from "node:http";
import { ANONYMOUS } from "@bulkhead/kernel/principal.ts";
import type { Arrival, Passage, Transport } from "../passage.ts";

export function arrivalOf(message: IncomingMessage, transport: Transport, bodyLimit: number): Arrival {
  const { headers, socket } = message;
  const forwardedFor = headers["x-forwarded-for"];
  return {
    transport,
    authorization: headers.authorization,
    peer: socket.remoteAddress ?? "",
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    contentLength: headers["content-length"] === undefined ? undefined : Number(headers["content-length"]),
    bodyLimit,
  };
}

export function beginPassage(arrival: Arrival): Passage {
  return {
    arrival,
    request: { principal: ANONYMOUS, requestId: "", clientAddress: null },
    spent: undefined,
    refused: undefined,
    operation: undefined,
    prepared: undefined,
    result: undefined,
  };
}
