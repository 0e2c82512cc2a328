import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { Database } from "@bulkhead/kernel/database.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { Subgraph } from "@bulkhead/kernel/subgraph.ts";

/** A refused operation of somebody known. */
export interface Denial {
  operation: string;
  coordinates: string[];
  missing: string[];
}

/** Where refusals are recorded. Must return at once: a refusal never costs a write. */
export interface Denials {
  deny(request: RequestContext, denial: Denial): void;
  denyAnonymous(clientAddress: string | null, reason: string): void;
}

/** Everything the gateway needs of the rest of the house; the server wires it. */
export interface GatewayPorts {
  supergraphSdl: string;
  subgraphs: readonly Subgraph[];
  /** The principal behind a bearer credential, or undefined when it is none, revoked or expired. */
  authenticate(bearer: string): Promise<Principal | undefined>;
  tenantStatus(tenantId: string): Promise<"ACTIVE" | "SUSPENDED" | undefined>;
  denials: Denials;
  /** Database as role `bulkhead_gateway`, which may do nothing but store uploads. */
  uploads: Database;
  ready(): Promise<{ ok: boolean; checks: Record<string, string> }>;
  log: Log;
}
