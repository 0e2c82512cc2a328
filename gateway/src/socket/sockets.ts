import type { Connection } from "./connection.ts";

/** Who is connected, for the limit per tenant and to be looked at again. */
export interface Sockets {
  /** False when the tenant has as many as it may. */
  admit(connection: Connection, tenantId: string): boolean;
  remove(connection: Connection): void;
  of(tenantId: string): Iterable<Connection>;
  count(tenantId: string): number;
  /** Tenant by tenant. */
  all(): Iterable<Connection>;
}

/** `onCount` is told how many a tenant has each time that changes. */
export function createSockets(perTenant: number, onCount?: (tenantId: string, open: number) => void): Sockets {
  const byTenant = new Map<string, Set<Connection>>();
  return {
    admit(connection, tenantId) {
      const open = byTenant.get(tenantId) ?? new Set();
      if (open.size >= perTenant) return false;
      byTenant.set(tenantId, open.add(connection));
      connection.tenantId = tenantId;
      onCount?.(tenantId, open.size);
      return true;
    },
    remove(connection) {
      const { tenantId } = connection;
      const open = tenantId === undefined ? undefined : byTenant.get(tenantId);
      if (tenantId === undefined || !open?.delete(connection)) return;
      if (open.size === 0) byTenant.delete(tenantId);
      onCount?.(tenantId, open.size);
    },
    of: (tenantId) => byTenant.get(tenantId) ?? [],
    count: (tenantId) => byTenant.get(tenantId)?.size ?? 0,
    *all() {
      for (const open of byTenant.values()) yield* open;
    },
  };
}
