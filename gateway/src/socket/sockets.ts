import type { Connection } from "./connection.ts";

/** Who is connected, for the limit per tenant and to be looked at again. */
export interface Sockets {
  /** False when the tenant has as many as it may. */
  admit(connection: Connection, tenantId: string): boolean;
  remove(connection: Connection): void;
  of(tenantId: string): Iterable<Connection>;
  /** Tenant by tenant. */
  all(): Iterable<Connection>;
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
    of: (tenantId) => byTenant.get(tenantId) ?? [],
    *all() {
      for (const open of byTenant.values()) yield* open;
    },
  };
}
