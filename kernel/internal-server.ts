import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, Server as NetServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { appErrorOf } from "./error.ts";
import { readBody } from "./internal-body.ts";
import { refuseCall, sendJson } from "./internal-reply.ts";
import { type InternalCalls, internalRoutes, type OpenStreams, type Route } from "./internal-routes.ts";
import type { TokenVerifier } from "./internal-token.ts";
import type { Log } from "./log.ts";
import { limitedWarning } from "./log-limit.ts";
import type { Subgraph } from "./subgraph.ts";

export interface InternalServerOptions {
  /** The subgraphs of this process. */
  subgraphs: readonly Subgraph[];
  calls: InternalCalls;
  verifier: TokenVerifier;
  ready(): Promise<{ ok: boolean; checks: Record<string, string> }>;
  log: Log;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /**
   * The `host:port`s by which callers reach this process and no other; a token for another is refused. Without it, the
   * one address it is bound to; bound to all of them, any.
   */
  names?: readonly string[] | undefined;
  /** Pause between two signs of life on a stream of events; 5 s. */
  heartbeatMs?: number;
  /** Longest wait for a whole request to arrive; 15 s. */
  requestTimeoutMs?: number;
  /** How long running requests may take to end once the server stops; 5 s. */
  stopMs?: number;
}

export interface InternalServer {
  /** Answers the address it listens on, `http://host:port`. */
  listen(): Promise<string>;
  /**
   * Not ready from here on, and every answer ends its connection. After `noticeMs` (0), in which load balancers hear of
   * it, deaf to new connections; streams are cut off so that their readers go elsewhere. Running requests are finished,
   * and what is left after `stopMs` is closed.
   */
  stop(noticeMs?: number): Promise<void>;
}

const MAX_BODY = 8 * 1024 * 1024;
const HEADERS_MS = 5_000;
/** Longer than a client keeps an idle connection, so that it never writes into one that is being closed. */
const KEEP_ALIVE_MS = 60_000;

/**
 * For how long a connection is kept that nobody uses, once new ones are refused. A caller may be writing into it: a
 * mutation that it loses that way it may not send again.
 */
const SETTLE_MS = 500;

const STOPPING = { ok: false, checks: { server: "stopping" } };

/** What a call is judged by. */
interface Door {
  routes: ReadonlyMap<string, Route>;
  verifier: TokenVerifier;
  names: ReadonlySet<string> | undefined;
  warn(facts: Record<string, unknown>): void;
}

/** Serves every room of this process to the others. Knows no route but its own and takes no call without a token. */
export function createInternalServer(options: InternalServerOptions): InternalServer {
  const { verifier, ready, log, host, heartbeatMs = 5_000, requestTimeoutMs = 15_000, stopMs = 5_000 } = options;
  const running = new Set<ServerResponse>();
  const streams = createStreams();
  const door: Door = {
    routes: internalRoutes({ ...options, heartbeatMs, streams }),
    verifier,
    names: options.names && new Set(options.names),
    warn: limitedWarning(log, "internal call refused"),
  };
  let isStopping = false;
  let isClosing = false;
  let stopped: Promise<void> | undefined;

  const server = createServer({
    headersTimeout: Math.min(HEADERS_MS, requestTimeoutMs),
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs),
  });
  server.on("request", (message, response) => {
    running.add(response);
    response.once("close", () => {
      running.delete(response);
      if (isClosing) server.closeIdleConnections();
    });
    response.on("error", () => {});
    if (isStopping) response.setHeader("connection", "close");
    answer(message, response).catch((error: unknown) => {
      log.error({ detail: (error as Error).message, stack: (error as Error).stack }, "internal call failed");
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, '{"error":"A fault of ours; see the log."}');
    });
  });
  server.on("clientError", refuseGarbage);

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (message.method !== "GET") return answerCall(door, message, response);
    if (message.url === "/healthz") return sendJson(response, 200, '{"status":"alive"}');
    if (message.url !== "/readyz") return refuseCall(response, 404, "There is nothing to GET at this address.");
    const { ok, checks } = await (isStopping ? STOPPING : ready());
    sendJson(response, ok ? 200 : 503, JSON.stringify({ status: ok ? "ready" : "not ready", checks }));
  }

  async function leave(noticeMs: number): Promise<void> {
    isStopping = true;
    for (const response of running) if (!response.headersSent) response.setHeader("connection", "close");
    if (noticeMs > 0) await sleep(noticeMs);
    const closed = refuseConnections(server);
    const timer = setTimeout(() => server.closeAllConnections(), stopMs);
    streams.end();
    await Promise.race([closed, sleep(Math.min(SETTLE_MS, stopMs))]);
    isClosing = true;
    server.closeIdleConnections();
    await closed;
    clearTimeout(timer);
  }

  return {
    async listen() {
      const port = await listenAt(server, host, options.port);
      const shown = host.includes(":") ? `[${host}]` : host;
      door.names ??= ownNames(shown, port);
      return `http://${shown}:${port}`;
    },
    stop(noticeMs = 0) {
      stopped ??= leave(noticeMs);
      return stopped;
    },
  };
}

/** The token before the body, and both before anything that the call is for. */
async function answerCall(door: Door, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers, socket } = message;
  const route = door.routes.get(url);
  if (!route) return refuseCall(response, 404, "There is nothing at this address.");
  if (method !== "POST") return refuseCall(response, 405, "Calls are POST.");
  try {
    const opened = door.verifier.open(route.room, bearerOf(headers.authorization), door.names);
    const body = await readBody(message, MAX_BODY);
    if (body === "broken off") return;
    if (body === "too long") return refuseCall(response, 413, `A call has ${MAX_BODY} bytes at most.`);
    door.verifier.redeem(opened, { method, path: url, body });
    await route.run(body.toString(), opened.request, response);
  } catch (error) {
    const known = appErrorOf(error);
    if (known?.code !== "UNAUTHENTICATED") throw error;
    door.warn({ peer: socket.remoteAddress, path: url, reason: known.message });
    refuseCall(response, 401, known.message);
  }
}

function bearerOf(authorization: string | undefined): string | undefined {
  return authorization?.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : undefined;
}

function refuseGarbage(error: Error & { code?: string }, socket: Duplex): void {
  const status = error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
  if ((socket as Socket).writable && error.code !== "ECONNRESET")
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  else socket.destroy();
}

function createStreams(): OpenStreams & { end(): void } {
  const open = new Set<{ end(): void }>();
  let ended = false;
  return {
    add(stream) {
      if (ended) stream.end();
      else open.add(stream);
    },
    delete: (stream) => void open.delete(stream),
    end() {
      ended = true;
      for (const stream of open) stream.end();
    },
  };
}

function listenAt(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Listens no more; resolves when the last connection is gone. An HTTP server's own `close` would cut idle ones at once. */
function refuseConnections(server: Server): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
}

/** Bound to all its addresses, a process cannot tell by which of them it is called. */
function ownNames(host: string, port: number): ReadonlySet<string> | undefined {
  if (host === "0.0.0.0" || host === "[::]") return undefined;
  const isLoopback = host === "[::1]" || host === "localhost" || host.startsWith("127.");
  return new Set([host, ...(isLoopback ? ["localhost", "127.0.0.1"] : [])].map((one) => `${one}:${port}`));
}
