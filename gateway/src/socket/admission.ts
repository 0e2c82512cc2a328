import { AppError } from "@bulkhead/kernel/error.ts";
import type { Principal } from "@bulkhead/kernel/principal.ts";
import type { Edge } from "../edge.ts";
import { EXPIRED } from "./close.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { Sockets } from "./sockets.ts";

/** What a timer of Node can wait: 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Lets in a connection whose credential was just read: counted for its tenant, ended when its token expires, and looked at
 * whenever it may have lost the right to be here. Errors: TOO_MANY_SOCKETS, QUOTA_EXCEEDED.
 */
export async function admitConnection(
  connection: Connection,
  principal: Principal,
  tenantId: string,
  edge: Edge,
  { sockets, rechecks }: Connections,
): Promise<void> {
  admitSocket(connection, tenantId, await plannedSockets(tenantId, edge), edge, sockets);
  closeAtExpiry(connection, principal);
  // What changed while the credential was being read was told to nobody.
  rechecks.look(connection);
}

function closeAtExpiry(connection: Connection, { expiresAt }: Principal): void {
  if (expiresAt === undefined) return;
  const left = Math.min(Math.max(expiresAt * 1_000 - Date.now(), 0), MAX_TIMER_MS);
  connection.expiry = setTimeout(() => connection.close(EXPIRED.code, EXPIRED.reason), left);
  connection.expiry.unref();
}

function tooManySockets(edge: Edge): AppError {
  return new AppError(
    "TOO_MANY_SOCKETS",
    `A tenant may have ${edge.config.socketsPerTenant} sockets open. Close one first.`,
  );
}

/** What the tenant's plan allows; when it is answered, the meter knows of other processes, as of a few seconds ago at most. */
async function plannedSockets(tenantId: string, { ports: { usage } }: Edge): Promise<number | undefined> {
  const most = (await usage?.limitsOf(tenantId))?.sockets;
  if (most !== undefined) await usage?.meter.learn(tenantId);
  return most;
}

/** Checked and counted at once, so that of many no two are let in by one number. */
function admitSocket(connection: Connection, tenantId: string, most: number | undefined, edge: Edge, sockets: Sockets) {
  const { usage } = edge.ports;
  if (most !== undefined && usage && sockets.count(tenantId) + usage.meter.socketsElsewhere(tenantId) >= most)
    throw new AppError(
      "QUOTA_EXCEEDED",
      `Your plan allows ${most} open sockets. Close some, or ask for another plan.`,
      {
        extensions: { quota: "sockets", most },
      },
    );
  if (!sockets.admit(connection, tenantId)) throw tooManySockets(edge);
}
