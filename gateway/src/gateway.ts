import Fastify, { type FastifyInstance } from "fastify";
import type { GatewayConfig } from "./config.ts";
import { createDraining } from "./draining.ts";
import { createEdge, type Edge, loadSupergraph } from "./edge.ts";
import { createApolloServer } from "./http/apollo-server.ts";
import { addCors } from "./http/cors.ts";
import { addEntrance } from "./http/entrance.ts";
import { addErrorHandling } from "./http/error-handler.ts";
import { addGraphqlRoute } from "./http/graphql-route.ts";
import { addHealthRoutes } from "./http/health.ts";
import { addOAuthRoutes } from "./http/oauth-routes.ts";
import { answerUnroutable } from "./http/unroutable.ts";
import { addExplorer } from "./pages/explorer.ts";
import { addHome } from "./pages/home.ts";
import { addMail } from "./pages/mail.ts";
import type { GatewayPorts } from "./ports.ts";
import { addExportLinkRoute } from "./rest/export-link-route.ts";
import { MANIFEST } from "./rest/manifest.ts";
import { openApiDocument } from "./rest/openapi.ts";
import type { Route } from "./rest/route.ts";
import { addRestRoutes, readyRoutes } from "./rest/routes.ts";
import { createConnections } from "./socket/connections.ts";
import { attachSockets } from "./socket/server.ts";
import { addUploadRoutes } from "./uploads/tus-routes.ts";

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
  /**
   * Ends as a load balancer would have it. For `noticeMs` /readyz says no while everything is still answered, with
   * `Connection: close`; sockets are sent to other processes in that time. Then nothing new is taken, and what runs may go
   * on until `graceMs` after the call.
   */
  drain(noticeMs: number, graceMs: number): Promise<void>;
  /** Ends everything within a few seconds, open sockets and running requests included. */
  stop(): Promise<void>;
}

/** Longest wait for a byte of a request or for a client to take its answer. */
const IDLE_MS = 60_000;
const STOP_MS = 3_000;
const IDLE_SWEEP_MS = 50;

/** The public edge: GraphQL, WebSocket and REST, all by one pipeline, and beside them the way to the authorisation server. */
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
  await addCors(app, edge.config);
  addEntrance(app, edge);
  const connections = createConnections(edge);
  addGraphqlRoute(app, edge, apollo, connections);
  addRestRoutes(app, edge, manifest, connections);
  addExportLinkRoute(app, edge);
  addUploadRoutes(app, edge);
  addOAuthRoutes(app, edge);
  const draining = createDraining(app.server);
  addHealthRoutes(app, ports, openApiOf(edge), draining.isOn);
  if (config.environment === "development") {
    addHome(app, manifest, ports.mailBox !== undefined);
    addMail(app, edge);
    addExplorer(app);
  }
  await app.ready();
  const sockets = attachSockets(app.server, edge, connections);
  let stopped: Promise<void> | undefined;

  return {
    app,
    listen: () => app.listen({ host: config.host, port: config.port }),
    async update(supergraphSdl) {
      const supergraph = loadSupergraph(supergraphSdl, ports);
      readyRoutes({ ...edge, supergraph }, manifest);
      edge.supergraph = supergraph;
    },
    async drain(noticeMs, graceMs) {
      const deadline = performance.now() + graceMs;
      draining.begin();
      await Promise.race([
        Promise.all([connections.drain(noticeMs / 2, graceMs), draining.notice(noticeMs)]),
        draining.cutShort,
      ]);
      stopped ??= stopAll(Math.max(0, deadline - performance.now()));
      return stopped;
    },
    stop() {
      stopped ??= stopAll(STOP_MS);
      draining.cut();
      return stopped;
    },
  };

  async function stopAll(graceMs: number): Promise<void> {
    const grace = setTimeout(() => app.server.closeAllConnections(), graceMs);
    // Node closes the connections that are idle now; those whose last answer is still to come would be kept for a minute.
    const idle = setInterval(() => app.server.closeIdleConnections(), IDLE_SWEEP_MS);
    connections.stop();
    await sockets.stop();
    await app.close();
    edge.close();
    clearTimeout(grace);
    clearInterval(idle);
    await apollo.stop();
  }
}
