import type { Database } from "@bulkhead/kernel/database.ts";
import { lockTenant } from "./lock-tenant.ts";

/** The oldest import of a tenant that still has work. */
export interface QueuedImport {
  tenantId: string;
  importId: string;
}

/** Tenants looked at in one go; with more than that waiting, the others come when these have been served. */
const MAX_TENANTS = 1_000;

/**
 * Which tenants have work: the one query of the room that sees more than one tenant, and it sees ids only (the policy
 * `queue` in migrations/0002_imports.sql says why).
 */
async function queuedImports(db: Database): Promise<QueuedImport[]> {
  const { rows } = await db.pool.query<{ tenant_id: string; import_id: string }>({
    name: "import_queue",
    text: `select distinct on (tenant_id) tenant_id, import_id from data.import_queue
           order by tenant_id, import_id limit ${MAX_TENANTS}`,
  });
  return rows.map((row) => ({ tenantId: row.tenant_id, importId: row.import_id }));
}

/** An import that this process alone works on until it is released. */
export interface Claim extends QueuedImport {
  isLost(): boolean;
  release(): Promise<void>;
}

export interface ImportQueue {
  /** An import of the tenant that has waited longest; undefined when there is nothing that others do not have already. */
  claim(): Promise<Claim | undefined>;
}

/** Shares the imports of all tenants among their runners: one at a time per tenant, and each tenant in its turn. */
export function createImportQueue(db: Database): ImportQueue {
  const running = new Set<string>();
  const served = new Map<string, number>();
  let turns = 0;

  async function waiting(): Promise<QueuedImport[]> {
    const queued = await queuedImports(db);
    const tenants = new Set(queued.map(({ tenantId }) => tenantId));
    for (const tenantId of served.keys()) if (!tenants.has(tenantId)) served.delete(tenantId);
    const turn = ({ tenantId }: QueuedImport) => served.get(tenantId) ?? 0;
    return queued.sort((a, b) => turn(a) - turn(b) || (a.importId < b.importId ? -1 : 1));
  }

  async function take(queued: QueuedImport): Promise<Claim | undefined> {
    const { tenantId } = queued;
    running.add(tenantId);
    const lock = await lockTenant(db, tenantId).catch((error: unknown) => {
      running.delete(tenantId);
      throw error;
    });
    if (!lock) {
      running.delete(tenantId);
      return undefined;
    }
    served.set(tenantId, ++turns);
    const release = () => {
      running.delete(tenantId);
      return lock.release();
    };
    return { ...queued, isLost: lock.isLost, release };
  }

  return {
    async claim() {
      for (const queued of await waiting()) {
        const claim = running.has(queued.tenantId) ? undefined : await take(queued);
        if (claim) return claim;
      }
      return undefined;
    },
  };
}
