import type { Connection } from "./connection.ts";

/** Who is connected, for the limit per tenant and for closing them all. */
export interface Sockets {
  /** False when the tenant has as many as it may. */
  admit(connection: Connection, tenantId: string): boolean;
  remove(connection: Connection): void;
  readonly size: number;
}

export function createSockets(perTenant: number): Sockets {
  const byTenant = new Map<string, Set<Connection>>();
  let size = 0;
  return {
    admit(connection, tenantId) {
      const open = byTenant.get(tenantId) ?? new Set();
      if (open.size >= perTenant) return false;
      byTenant.set(tenantId, open.add(connection));
      connection.tenantId = tenantId;
      size++;
      return true;
    },
    remove(connection) {
      const { tenantId } = connection;
      const open = tenantId === undefined ? undefined : byTenant.get(tenantId);
      if (tenantId === undefined || !open?.delete(connection)) return;
      size--;
      if (open.size === 0) byTenant.delete(tenantId);
    },
    get size() {
      return size;
    },
  };
}
