import Fastify, { type FastifyInstance } from "fastify";
import type { GatewayConfig } from "./config.ts";
import { createEdge, type Edge, loadSupergraph } from "./edge.ts";
import { createApolloServer } from "./http/apollo-server.ts";
import { addEntrance } from "./http/entrance.ts";
import { addErrorHandling } from "./http/error-handler.ts";
import { addGraphqlRoute } from "./http/graphql-route.ts";
import { addHealthRoutes } from "./http/health.ts";
import { answerUnroutable } from "./http/unroutable.ts";
import { addExplorer } from "./pages/explorer.ts";
import { addHome } from "./pages/home.ts";
import type { GatewayPorts } from "./ports.ts";
import { MANIFEST, type Route } from "./rest/manifest.ts";
import { openApiDocument } from "./rest/openapi.ts";
import { addRestRoutes, readyRoutes } from "./rest/routes.ts";
import { attachSockets } from "./socket/server.ts";

/** Made once per supergraph, when first asked for. */
function openApiOf(edge: Edge): () => object {
  let made: { sdl: string; document: object } | undefined;
  return () => {
    const { sdl } = edge.supergraph;
    if (made?.sdl !== sdl) made = { sdl, document: openApiDocument(sdl) };
    return made.document;
  };
}

export interface Gateway {
  app: FastifyInstance;
  /** Answers the address it listens on. */
  listen(): Promise<string>;
  /** Serves another supergraph from the next operation on. Throws, and goes on as before, when it is faulty. */
  update(supergraphSdl: string): Promise<void>;
  /** Ends everything within a few seconds, open sockets and running requests included. */
  stop(): Promise<void>;
}

/** Longest wait for a byte of a request or for a client to take its answer. */
const IDLE_MS = 60_000;
const STOP_MS = 3_000;

/** The public edge: GraphQL, WebSocket and REST, all by one pipeline. */
export async function createGateway(
  ports: GatewayPorts,
  config: GatewayConfig,
  manifest: readonly Route[] = MANIFEST,
): Promise<Gateway> {
  const edge = createEdge(ports, config);
  const app = Fastify({
    bodyLimit: config.bodyBytes,
    connectionTimeout: IDLE_MS,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: answerUnroutable(() => edge),
  });
  const apollo = createApolloServer(edge);
  await apollo.start();
  addErrorHandling(app, edge);
  addEntrance(app, edge);
  addGraphqlRoute(app, edge, apollo);
  addRestRoutes(app, edge, manifest);
  addHealthRoutes(app, ports, openApiOf(edge));
  if (config.environment === "development") {
    addHome(app, manifest);
    addExplorer(app);
  }
  await app.ready();
  const sockets = attachSockets(app.server, edge);
  let stopped: Promise<void> | undefined;

  return {
    app,
    listen: () => app.listen({ host: config.host, port: config.port }),
    async update(supergraphSdl) {
      const supergraph = loadSupergraph(supergraphSdl, ports);
      readyRoutes({ ...edge, supergraph }, manifest);
      edge.supergraph = supergraph;
    },
    stop() {
      stopped ??= stopAll();
      return stopped;
    },
  };

  async function stopAll(): Promise<void> {
    const timer = setTimeout(() => app.server.closeAllConnections(), STOP_MS);
    await sockets.stop();
    await app.close();
    clearTimeout(timer);
    await apollo.stop();
  }
}
