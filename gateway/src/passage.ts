import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { RatePolicy } from "@bulkhead/kernel/limiter-policy.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { TenantStanding } from "@bulkhead/kernel/tenant-status.ts";
import type { ExecutionResult } from "graphql";
import type { CacheOutcome } from "./cache/response-cache.ts";
import type { PreparedDocument } from "./document.ts";

export type Transport = "http" | "websocket" | "rest";

export interface Proof {
  jwt: string;
  method: string;
  /** Path and query. */
  target: string;
}

/** What the network knows of a request: nothing in it is believed yet. */
export interface Arrival {
  transport: Transport;
  /** Value of the Authorization header, or of `authorization` in `connection_init`. */
  authorization: string | undefined;
  /**
   * What came to prove that its sender has the key of its token (RFC 9449): the header DPoP, or `dpop` in
   * `connection_init`, with the request that it is for. `proved` on a socket on which it was found good.
   */
  proof?: Proof | "proved" | undefined;
  /** Address of the other end of the socket. */
  peer: string;
  forwardedFor: string | undefined;
  /** As declared; a body that lies about its length is cut off where it is read. */
  contentLength: number | undefined;
  /** Largest body the route takes. */
  bodyLimit: number;
  /** Value of the Cache-Control header. */
  cacheControl?: string | undefined;
}

/** One GraphQL operation as its client sent it. */
export interface OperationRequest {
  source: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
}

/** What a request took from the budgets of an identified caller. */
export interface Spent {
  /** The budget of the key or of the user. */
  caller: RatePolicy;
  /** Whole tokens left. */
  callerLeft: number;
  /** The tenant's, as the installation or the tenant itself has it. */
  tenant: RatePolicy;
  tenantLeft: number;
  /** The budgets of its operation are spent, or refused it. */
  onOperation: boolean;
  /** It counts for the requests of its tenant's plan, or was refused for want of them. */
  isMetered: boolean;
}

/** An arrival on its way through the pipeline; every step reads what earlier ones wrote. */
export interface Passage {
  arrival: Arrival;
  request: RequestContext;
  /** Of the tenant of whoever was let in; undefined for nobody in particular. */
  settings: TenantSettings | undefined;
  /** Undefined while nothing was spent, and for what spends nothing: nobody in particular, deliveries, looking again. */
  spent: Spent | undefined;
  /** The budget that refused it, and in how many whole seconds it will not. */
  refused: { policy: RatePolicy; retryAfter: number } | undefined;
  /** Set where the tenant is suspended and an Admin of it was let in. */
  suspension: TenantStanding | undefined;
  operation: OperationRequest | undefined;
  prepared: PreparedDocument | undefined;
  result: ExecutionResult | undefined;
  /** Set where the client asked for an answer from the cache. */
  caching?: CacheOutcome;
}
