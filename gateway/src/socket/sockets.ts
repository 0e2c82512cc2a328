import type { Connection } from "./connection.ts";

/** Who is connected, for the limit per tenant. */
export interface Sockets {
  /** False when the tenant has as many as it may. */
  admit(connection: Connection, tenantId: string): boolean;
  remove(connection: Connection): void;
}

export function createSockets(perTenant: number): Sockets {
  const byTenant = new Map<string, Set<Connection>>();
  return {
    admit(connection, tenantId) {
      const open = byTenant.get(tenantId) ?? new Set();
      if (open.size >= perTenant) return false;
      byTenant.set(tenantId, open.add(connection));
      connection.tenantId = tenantId;
      return true;
    },
    remove(connection) {
      const { tenantId } = connection;
      const open = tenantId === undefined ? undefined : byTenant.get(tenantId);
      if (tenantId === undefined || !open?.delete(connection)) return;
      if (open.size === 0) byTenant.delete(tenantId);
    },
  };
}
