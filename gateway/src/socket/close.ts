import { appErrorOf, type ErrorCode } from "@bulkhead/kernel/error.ts";

/**
 * How a socket is closed. A graphql-ws client takes 4401 for final and comes back after 4403 and 1013, so what may heal
 * (a suspended tenant, a lost role, a full house) is closed with the latter.
 */
export interface Closing {
  code: number;
  reason: string;
}

/** RFC 6455 registry: try again later. */
export const TRY_LATER = 1013;

const CLOSINGS: Partial<Record<ErrorCode, number>> = {
  UNAUTHENTICATED: 4401,
  FORBIDDEN: 4403,
  TENANT_SUSPENDED: 4403,
  NETWORK_NOT_ALLOWED: 4403,
  TOO_MANY_SOCKETS: TRY_LATER,
  QUOTA_EXCEEDED: TRY_LATER,
  SLOW_CONSUMER: TRY_LATER,
  TOO_MANY_MESSAGES: TRY_LATER,
  RATE_LIMITED: TRY_LATER,
  UNAVAILABLE: TRY_LATER,
  SUBGRAPH_UNAVAILABLE: TRY_LATER,
};

/** The closing an error calls for, or undefined when the socket may stay open. */
export function closingOf(error: unknown): Closing | undefined {
  const code = appErrorOf(error)?.code;
  const close = code && CLOSINGS[code];
  return close === undefined ? undefined : { code: close, reason: code ?? "" };
}

/** 123 bytes at most (RFC 6455 section 5.5). A graphql-ws client comes back by itself, here to another process. */
export const GOING_AWAY: Closing = {
  code: 1001,
  reason: "Going away: connect again and resume after your last cursor",
};

/** Its access token has expired: a client comes back with a fresh one. */
export const EXPIRED: Closing = { code: 4403, reason: "TOKEN_EXPIRED" };

/** Whether the connection may still be here could not be found out for too long. */
export const UNCONFIRMED: Closing = { code: TRY_LATER, reason: "UNAVAILABLE" };
