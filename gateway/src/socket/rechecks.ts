import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { Edge } from "../edge.ts";
import { UNCONFIRMED } from "./close.ts";
import type { Connection } from "./connection.ts";
import { recheck } from "./recheck.ts";
import type { Sockets } from "./sockets.ts";

/** Looks at open connections again whenever they may have lost the right to be here. */
export interface Rechecks {
  /** One connection, soon. */
  look(connection: Connection): void;
  /** Every connection, soon: for what no event tells, such as a credential that expires. */
  lookAtAll(): void;
  stop(): void;
}

/** However many events a tenant makes, its connections are looked at four times a second at most. */
export const ROUND_MS = 250;
/** While the feed is silent, everybody is looked at this often. */
const TICK_MS = 1_000;
/** A connection of which nobody has known for so long whether it may be here is closed. */
const MAX_DOUBT_MS = 5_000;
/** Connections looked at in the same moment; cold keys cost a read each. */
const AT_ONCE = 16;

export function createRechecks(edge: Edge, sockets: Sockets): Rechecks {
  const { ports } = edge;
  const waiting = new Set<Connection>();
  const running = new Set<Connection>();
  /** Tenants looked at within the last round; true when something changed since. */
  const resting = new Map<string, boolean>();
  let pumping = false;
  let stopped = false;

  function look(connection: Connection): void {
    connection.doubtedSince ??= performance.now();
    waiting.add(connection);
    pumpSoon();
  }

  /** Not now, since whoever keeps what the event changed may hear of it after us. */
  function pumpSoon(): void {
    if (!pumping) setImmediate(pump);
    pumping = true;
  }

  function pump(): void {
    pumping = false;
    for (const connection of waiting) {
      if (stopped || running.size >= AT_ONCE) return;
      // One under way may have read what was before: it is looked at once more when that has ended.
      if (running.has(connection)) continue;
      waiting.delete(connection);
      running.add(connection);
      void check(connection);
    }
  }

  async function check(connection: Connection): Promise<void> {
    const known = await recheck(connection, edge);
    if (known && !waiting.has(connection)) connection.doubtedSince = undefined;
    running.delete(connection);
    if (waiting.size > 0) pumpSoon();
  }

  function changed(tenantId: string): void {
    if (resting.has(tenantId)) return void resting.set(tenantId, true);
    let found = false;
    // What changes for the installation (a signing key, a client of its own) may concern everybody.
    for (const connection of tenantId === INSTALLATION_ID ? sockets.all() : sockets.of(tenantId)) {
      found = true;
      look(connection);
    }
    if (!found || stopped) return;
    resting.set(tenantId, false);
    setTimeout(() => {
      const again = resting.get(tenantId);
      resting.delete(tenantId);
      if (again) changed(tenantId);
    }, ROUND_MS).unref();
  }

  function tick(): void {
    const fresh = ports.isPolicyFresh();
    const now = performance.now();
    for (const connection of sockets.all()) {
      const { doubtedSince } = connection;
      if (doubtedSince !== undefined && now - doubtedSince > MAX_DOUBT_MS)
        connection.close(UNCONFIRMED.code, UNCONFIRMED.reason);
      else if (doubtedSince !== undefined || !fresh) look(connection);
    }
  }

  const stopListening = ports.onPolicyChange(changed);
  const timer = setInterval(tick, TICK_MS);
  timer.unref();
  return {
    look,
    lookAtAll() {
      for (const connection of sockets.all()) look(connection);
    },
    stop() {
      stopped = true;
      stopListening();
      clearInterval(timer);
      waiting.clear();
    },
  };
}
