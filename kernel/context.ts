import type { Principal } from "./principal.ts";

/** What is known of a request once it is authenticated; the same for HTTP, WebSocket, REST, jobs and the command line. */
export interface RequestContext {
  principal: Principal;
  /** `req_…`; in every answer, log line and audit event of this request. */
  requestId: string;
  /** As the trusted-proxy list decides it; null for jobs and the command line. */
  clientAddress: string | null;
  /** Events already at hand, by cursor, so that a subscription's delivery does not read them again. */
  delivered?: ReadonlyMap<string, unknown>;
  /** The rooms' contexts made of this one; `of` tells a copy of this object from itself. Only kernel/subgraph.ts uses it. */
  contexts?: { of: RequestContext; made: Map<object, RequestContext> };
}
