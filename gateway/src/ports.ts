import type { Presented } from "@bulkhead/kernel/access-token-principal.ts";
import type { BlobStore } from "@bulkhead/kernel/blob.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import type { AnswerHttp } from "@bulkhead/kernel/http-exchange.ts";
import type { Limiter } from "@bulkhead/kernel/limiter.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { TenantSettings } from "@bulkhead/kernel/tenant-settings.ts";
import type { TenantStanding } from "@bulkhead/kernel/tenant-status.ts";
import type { UploadStore } from "@bulkhead/kernel/upload.ts";
import type { Metering } from "./meter/count-delivery.ts";
import type { SubgraphClient } from "./subgraphs/client.ts";

/** A refused operation of somebody known. */
export interface Denial {
  operation: string;
  coordinates: string[];
  missing: string[];
  /** When it was not for want of a permission. */
  reason?: string;
}

/** Where refusals are recorded. Must return at once: a refusal never costs a write. */
export interface Denials {
  deny(request: RequestContext, denial: Denial): void;
  denyAnonymous(clientAddress: string | null, reason: string): void;
}

/** A mail that was kept instead of sent. */
export interface KeptMail {
  /** uuid */
  jobId: string;
  askedAt: Date;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** From whom a link came. */
export interface Opener {
  requestId: string;
  clientAddress: string | null;
}

/** A file in parts, and whose it is. */
export interface LinkedFile {
  /** uuid */
  tenantId: string;
  /** `xpt_…` */
  id: string;
  status: string;
  collection: string;
  format: string;
  compression: string;
  /** In hexadecimal; null for one that was written before there were any. */
  sha256: string | null;
  parts: { blob: string; bytes: number }[];
}

export interface ExportLinks {
  /** The file that a link leads to, or undefined when it leads nowhere. */
  open(id: string, signature: string, opener: Opener): Promise<LinkedFile | undefined>;
  /** Whether a download that began by a link may go on. */
  stands(id: string, signature: string, opener: Opener): Promise<boolean>;
}

/** Everything the gateway needs of the rest of the house; the server wires it. */
export interface GatewayPorts {
  supergraphSdl: string;
  subgraphs: readonly SubgraphClient[];
  /**
   * The principal behind an API key or access token, or undefined when it is none, revoked or expired. Throws
   * UNAUTHENTICATED, saying why, when the proof that came with a token is not accepted.
   */
  authenticate(credential: string, presented?: Presented): Promise<Principal | undefined>;
  /** As `authenticate`, of what is at hand and believed: at once, and without reading anything. */
  recall?(credential: string, presented?: Presented): Principal | undefined;
  /** Undefined when there is no such tenant. */
  tenantStanding(tenantId: string): Promise<TenantStanding | undefined>;
  /** What a tenant has set; the same object as long as it holds. Undefined when there is no such tenant. */
  tenantSettings(tenantId: string): TenantSettings | undefined | Promise<TenantSettings | undefined>;
  /** As `tenantSettings`, of what is at hand and believed: at once, and without reading anything. */
  recallSettings?(tenantId: string): TenantSettings | undefined;
  /**
   * Tells the uuid of a tenant each time its status, roles, members or credentials may have changed, and the installation's
   * each time anybody's may. Answers how to stop.
   */
  onPolicyChange(listener: (tenantId: string) => void): () => void;
  /** Tells of every event of the feed its tenant's uuid and its type; answers how to stop. Without it no answer is kept. */
  onEvent?(listener: (tenantId: string, type: string) => void): () => void;
  /** Whether news of such changes still arrives. While it does not, open sockets are asked again every second. */
  isPolicyFresh(): boolean;
  denials: Denials;
  /** Shares the rate limits of config.ts between instances; without one this process limits by itself. */
  limiter?: Limiter;
  /** Counts what tenants use, against what their plans allow; without it nothing is counted. */
  usage?: Metering;
  /** The authorisation server. Rejects with SUBGRAPH_UNAVAILABLE when it does not answer. */
  oauth: AnswerHttp;
  /** Where uploads go; over the database role `bulkhead_gateway`. */
  uploads: BlobStore;
  /** Uploads that resume; without it there are none. */
  resumable?: UploadStore;
  /** Links to files of exports; without it there are none. */
  exportLinks?: ExportLinks;
  /** Mails that this process kept instead of sending them, newest first; shown in development alone. */
  mailBox?: { list(): readonly KeptMail[] };
  ready(): Promise<{ ok: boolean; checks: Record<string, string> }>;
  log: Log;
}
