import { hash } from "node:crypto";
import { parseTrustedProxies, type TrustedProxies } from "@bulkhead/kernel/client-address.ts";
import { createLimiter } from "@bulkhead/kernel/limiter.ts";
import type { GraphQLSchema } from "graphql";
import { createResponseCache, type ResponseCache } from "./cache/response-cache.ts";
import type { GatewayConfig } from "./config.ts";
import { createDocumentCache, type DocumentCache } from "./document.ts";
import { createEngine, type Engine } from "./engine/engine.ts";
import { createLimits, type Limits } from "./limits.ts";
import { createMessageBudget, type MessageBudget } from "./message-budget.ts";
import type { GatewayPorts } from "./ports.ts";
import { buildRuleTree, type RuleTree } from "./rules/tree.ts";
import { createProvenCredentials, type ProvenCredentials } from "./steps/proven-credentials.ts";
import { createTenantBudgets, type TenantBudgets } from "./tenant-budgets.ts";

/** Everything that follows from one supergraph. Replaced as a whole, so that nothing of an older one lingers. */
export interface Supergraph {
  sdl: string;
  /** SHA-256 of `sdl`. */
  digest: string;
  /** What clients see. */
  apiSchema: GraphQLSchema;
  rules: RuleTree;
  engine: Engine;
  documents: DocumentCache;
}

/** What the steps work with. */
export interface Edge {
  ports: GatewayPorts;
  config: GatewayConfig;
  proxies: TrustedProxies;
  /** From where operators may come. */
  operatorNetworks: TrustedProxies;
  limits: Limits;
  tenantBudgets: TenantBudgets;
  proven: ProvenCredentials;
  messages: MessageBudget;
  supergraph: Supergraph;
  /** Undefined when it is switched off. */
  responses: ResponseCache | undefined;
  /** Listens to the feed no more. */
  close(): void;
}

export function createEdge(ports: GatewayPorts, config: GatewayConfig): Edge {
  const limiter = ports.limiter ?? createLimiter({ log: ports.log });
  const limits = createLimits(limiter, config);
  return {
    ports,
    config: { ...config, publicOrigin: new URL(config.publicOrigin).origin },
    proxies: parseTrustedProxies(config.trustedProxies),
    operatorNetworks: parseTrustedProxies(config.operatorNetworks),
    proven: createProvenCredentials(),
    messages: createMessageBudget(config.messagesPerSecond, config.messagesBurst),
    limits,
    tenantBudgets: createTenantBudgets(limiter, limits.tenant),
    supergraph: loadSupergraph(ports.supergraphSdl, ports),
    ...openResponses(ports, config),
  };
}

/** Without news of what happens nothing can be kept. */
function openResponses(
  { onEvent, isPolicyFresh }: GatewayPorts,
  { responseCacheBytes }: GatewayConfig,
): Pick<Edge, "responses" | "close"> {
  if (onEvent === undefined || responseCacheBytes === 0) return { responses: undefined, close: () => undefined };
  const responses = createResponseCache({ maxBytes: responseCacheBytes, trusted: isPolicyFresh });
  return { responses, close: onEvent(responses.note) };
}

/** Throws when the supergraph is faulty; what serves now goes on serving. */
export function loadSupergraph(sdl: string, ports: GatewayPorts): Supergraph {
  const rules = buildRuleTree(sdl);
  const engine = createEngine(sdl, ports.subgraphs);
  return {
    sdl,
    digest: hash("sha256", sdl),
    apiSchema: engine.apiSchema,
    rules,
    engine,
    documents: createDocumentCache(),
  };
}
