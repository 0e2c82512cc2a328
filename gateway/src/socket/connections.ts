import type { Edge } from "../edge.ts";
import { GOING_AWAY } from "./close.ts";
import type { Connection } from "./connection.ts";
import { leave } from "./leave.ts";
import { createRechecks, type Rechecks } from "./rechecks.ts";
import { createSockets, type Sockets } from "./sockets.ts";

/** Everything that stays open in this process, whatever it speaks. */
export interface Connections {
  sockets: Sockets;
  rechecks: Rechecks;
  isStopping(): boolean;
  opened(connection: Connection): void;
  closed(connection: Connection): void;
  /**
   * Refuses new ones and sends the open ones away: spread over `spreadMs`, so that they do not all come to the other
   * processes at once, and each when no operation of it runs that ends by itself, or `deadlineMs` have passed.
   */
  drain(spreadMs: number, deadlineMs: number): Promise<void>;
  /** Refuses new ones and ends all that are open. */
  stop(): void;
}

/** Shorter than the minute after which proxies take a silent connection for a dead one. */
const HEARTBEAT_MS = 15_000;

export function createConnections(edge: Edge): Connections {
  const sockets = createSockets(edge.config.socketsPerTenant, edge.ports.usage?.meter.noteSockets);
  const rechecks = createRechecks(edge, sockets);
  const open = new Set<Connection>();
  const heartbeat = setInterval(() => {
    for (const connection of open) connection.beat();
    rechecks.lookAtAll();
  }, HEARTBEAT_MS);
  heartbeat.unref();
  let stopping = false;
  return {
    sockets,
    rechecks,
    isStopping: () => stopping,
    opened: (connection) => void open.add(connection),
    closed(connection) {
      open.delete(connection);
      clearTimeout(connection.expiry);
      sockets.remove(connection);
    },
    async drain(spreadMs, deadlineMs) {
      stopping = true;
      await Promise.all([...open].map((connection) => leave(connection, spreadMs, deadlineMs)));
    },
    stop() {
      stopping = true;
      clearInterval(heartbeat);
      rechecks.stop();
      for (const connection of open) connection.close(GOING_AWAY.code, GOING_AWAY.reason);
    },
  };
}
