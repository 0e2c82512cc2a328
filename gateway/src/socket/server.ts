import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Server as ProtocolServer } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { GatewayConfig } from "../config.ts";
import type { Edge } from "../edge.ts";
import { arrivalOf } from "../http/arrival.ts";
import { release } from "./answer-text.ts";
import { TRY_LATER } from "./close.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { createSocketProtocol, SOCKET_PATH } from "./protocol.ts";

const SUBPROTOCOL = "graphql-transport-ws";
const GRACE_MS = 1_000;
/** What a slow reader may leave unread: less than a page of large records per operation. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

export interface SocketServer {
  /** Once every connection has been told to go. */
  stop(): Promise<void>;
}

/** Serves WebSockets at /graphql on the HTTP server's own port. */
export function attachSockets(http: HttpServer, edge: Edge, connections: Connections): SocketServer {
  const { wsPayloadBytes } = edge.config;
  const server = new WebSocketServer({ noServer: true, maxPayload: wsPayloadBytes, perMessageDeflate: false });
  const protocol = createSocketProtocol(edge, connections);

  http.on("upgrade", (message, socket, head) => {
    const refusal = connections.isStopping() ? "503 Service Unavailable" : refuseUpgrade(message, edge);
    if (refusal) return refuse(socket, refusal);
    server.handleUpgrade(message, socket, head, (client) => {
      const connection = serve(client, message, protocol, edge);
      connections.opened(connection);
      client.once("close", () => connections.closed(connection));
    });
  });

  return { stop: () => closed(server) };
}

/** Waits a moment for clients to answer the close, then ends what is left. */
async function closed(server: WebSocketServer): Promise<void> {
  const deadline = Date.now() + GRACE_MS;
  const gone = [...server.clients].map((client) => new Promise((resolve) => client.once("close", resolve)));
  const timer = setTimeout(() => {
    for (const client of server.clients) client.terminate();
  }, deadline - Date.now());
  await Promise.all(gone);
  clearTimeout(timer);
  server.close();
}

/** Everything that can be refused before there is a socket. Browsers always send Origin; other clients need not. */
function refuseUpgrade({ url, headers }: IncomingMessage, { config }: Edge): string | undefined {
  if (url?.split("?")[0] !== SOCKET_PATH) return "404 Not Found";
  const { origin } = headers;
  if (origin !== undefined && !ownOrigins(config).includes(origin) && !config.allowedOrigins.includes(origin))
    return "403 Forbidden";
  const offered = headers["sec-websocket-protocol"]?.split(",").map((one) => one.trim()) ?? [];
  return offered.includes(SUBPROTOCOL) ? undefined : "400 Bad Request";
}

/** In development the explorer may be opened at whatever port this process took. */
function ownOrigins({ publicOrigin, environment, port }: GatewayConfig): string[] {
  const local = environment === "development" ? [`http://localhost:${port}`, `http://127.0.0.1:${port}`] : [];
  return [publicOrigin, ...local];
}

function refuse(socket: Duplex, status: string): void {
  socket.on("error", () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Whether a client has answered since the last heartbeat. */
const isAlive = new WeakMap<WebSocket, boolean>();

function serve(
  client: WebSocket,
  message: IncomingMessage,
  protocol: ProtocolServer<Connection>,
  edge: Edge,
): Connection {
  const connection: Connection = {
    arrival: arrivalOf(message, "websocket", edge.config.wsPayloadBytes),
    tenantId: undefined,
    subscriptions: new Set(),
    doubtedSince: undefined,
    expiry: undefined,
    isBusy: () => false,
    close: (code, reason) => client.close(code, reason),
    beat: () => beat(client),
  };
  isAlive.set(client, true);
  client.on("pong", () => isAlive.set(client, true));
  // Oversized and malformed frames end here; ws closes the socket itself with 1009 or 1002.
  client.on("error", (error) => edge.ports.log.info({ detail: error.message }, "websocket closed"));
  const opened = protocol.opened(
    {
      protocol: client.protocol,
      send: (text) => send(client, text),
      close: (code, reason) => client.close(code, reason),
      onMessage: (take) => {
        client.on("message", (data) => {
          take(String(data)).catch((error: Error) => {
            edge.ports.log.error({ detail: error.message, stack: error.stack }, "websocket message failed");
            client.close(4500, "INTERNAL_SERVER_ERROR");
          });
        });
      },
    },
    connection,
  );
  client.once("close", (code, reason) => void opened(code, String(reason)));
  return connection;
}

/** graphql-ws waits for this before it pulls the next event, so a slow client slows its own subscription only. */
function send(client: WebSocket, held: string): Promise<void> | undefined {
  const text = release(held);
  if (client.readyState !== client.OPEN) return undefined;
  if (client.bufferedAmount > MAX_BUFFERED_BYTES) {
    client.close(TRY_LATER, "SLOW_CONSUMER");
    return undefined;
  }
  return new Promise((resolve) => client.send(text, () => resolve()));
}

/** Ends the dead. */
function beat(client: WebSocket): void {
  if (!isAlive.get(client)) {
    client.terminate();
    return;
  }
  isAlive.set(client, false);
  client.ping();
}
