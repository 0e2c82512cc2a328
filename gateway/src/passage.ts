import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { ExecutionResult } from "graphql";
import type { PreparedDocument } from "./document.ts";

export type Transport = "http" | "websocket" | "rest";

/** What the network knows of a request: nothing in it is believed yet. */
export interface Arrival {
  transport: Transport;
  /** Value of the Authorization header, or of `authorization` in `connection_init`. */
  authorization: string | undefined;
  /** Address of the other end of the socket. */
  peer: string;
  forwardedFor: string | undefined;
  /** As declared; a body that lies about its length is cut off where it is read. */
  contentLength: number | undefined;
  /** Largest body the route takes. */
  bodyLimit: number;
}

/** One GraphQL operation as its client sent it. */
export interface OperationRequest {
  source: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/** An arrival on its way through the pipeline; every step reads what earlier ones wrote. */
export interface Passage {
  arrival: Arrival;
  request: RequestContext;
  operation: OperationRequest | undefined;
  prepared: PreparedDocument | undefined;
  result: ExecutionResult | undefined;
}
