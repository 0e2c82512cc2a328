import type { Database } from "./database.ts";
import { createDataKey, type DataKeyRow, newestDataKey, readDataKey } from "./envelope-data-key.ts";
import { keyBinding } from "./envelope-format.ts";
import {
  type DataKey,
  type HeldTenant,
  type HeldTenants,
  type HeldTenantsOptions,
  holdTenants,
} from "./envelope-tenants.ts";
import { AppError } from "./error.ts";

/** The data keys of tenants at work, in memory. A hit is answered synchronously. */
export interface KeyMemory {
  /** The key that seals new values; made when there is none or when the newest is too old. */
  current(tenantId: string, purpose: string): DataKey | Promise<DataKey>;
  /** Undefined when the tenant has no such key. */
  version(tenantId: string, purpose: string, version: number): DataKey | Promise<DataKey | undefined>;
  /** Makes a newer key in the background; sealing goes on with the present one until it is there. */
  replaceSoon(tenantId: string, purpose: string, version: number): void;
  forget(tenantId: string): void;
  stop(): void;
}

interface Options extends HeldTenantsOptions {
  maxAgeMs: number;
}

/** Data keys of one tenant kept; far more than it has purposes and versions in use. */
const MAX_KEYS = 512;
const TRIES = 10;

export function createKeyMemory(options: Options): KeyMemory {
  const { db, maxAgeMs } = options;
  const tenants = holdTenants(options);
  const replacing = new Set<string>();

  return {
    current(tenantId, purpose) {
      const key = tenants.peek(tenantId)?.current.get(purpose);
      const read = (tenant: HeldTenant) => readCurrent(db, tenants, tenant, { tenantId, purpose, maxAgeMs });
      return key ?? loaded(tenants, tenantId, `current ${purpose}`, read);
    },
    version(tenantId, purpose, version) {
      const id = keyId(purpose, version);
      const key = tenants.peek(tenantId)?.keys.get(id);
      return (
        key ??
        loaded(tenants, tenantId, id, async (tenant) => {
          const row = await readDataKey(db, tenantId, purpose, version);
          return row && keep(tenants, tenant, tenantId, purpose, row);
        })
      );
    },
    replaceSoon(tenantId, purpose, version) {
      const id = `${tenantId} ${keyId(purpose, version)}`;
      if (replacing.has(id)) return;
      replacing.add(id);
      // If it fails, the key in use stays due: chance hits it again some 30 times before its bound.
      void replace(db, tenants, tenantId, purpose, version)
        .catch(() => undefined)
        .finally(() => replacing.delete(id));
    },
    forget: tenants.forget,
    stop: tenants.stop,
  };
}

function keyId(purpose: string, version: number): string {
  return `${version} ${purpose}`;
}

/**
 * Runs a read with a tenant's held keys, again from the start when they were forgotten or replaced meanwhile: a key
 * unwrapped with bytes already zeroed, or under a tenant key of yesterday, is no key.
 */
async function loaded<K>(
  tenants: HeldTenants,
  tenantId: string,
  id: string,
  read: (tenant: HeldTenant) => Promise<K | "stale">,
): Promise<K> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const tenant = await tenants.get(tenantId);
    if (tenant.ended) continue;
    const running = tenant.loading.get(id) ?? start(tenant, id, read);
    const key = (await running) as K | "stale";
    if (key !== "stale") return key;
    tenants.forget(tenantId);
  }
  throw new AppError("UNAVAILABLE", "The tenant's keys are changing. Try again in a moment.");
}

function start(tenant: HeldTenant, id: string, read: (tenant: HeldTenant) => Promise<unknown>): Promise<unknown> {
  const started = read(tenant).finally(() => tenant.loading.delete(id));
  tenant.loading.set(id, started);
  return started;
}

interface Wanted {
  tenantId: string;
  purpose: string;
  maxAgeMs: number;
}

async function readCurrent(db: Database, tenants: HeldTenants, tenant: HeldTenant, wanted: Wanted) {
  const { tenantId, purpose, maxAgeMs } = wanted;
  let row = await newestDataKey(db, tenantId, purpose);
  if (tenant.ended) return "stale";
  if (!row || row.ageMs > maxAgeMs) {
    const made = await createDataKey(db, tenantId, tenant, purpose, (row?.version ?? 0) + 1);
    if (!made) return "stale";
    row = await newestDataKey(db, tenantId, purpose);
  }
  const key = row ? keep(tenants, tenant, tenantId, purpose, row) : "stale";
  if (key !== "stale") tenant.current.set(purpose, key);
  return key;
}

function keep(tenants: HeldTenants, tenant: HeldTenant, tenantId: string, purpose: string, row: DataKeyRow) {
  if (tenant.ended || row.tenantKeyVersion !== tenant.version) return "stale";
  const id = keyId(purpose, row.version);
  const known = tenant.keys.get(id);
  if (known) return known;
  const bytes = row.unwrap(tenant.bytes);
  const key = { version: row.version, bytes, binding: keyBinding(tenantId, purpose, row.version) };
  tenant.keys.set(id, key);
  if (tenant.keys.size > MAX_KEYS) tenants.forget(tenantId);
  return key;
}

async function replace(db: Database, tenants: HeldTenants, tenantId: string, purpose: string, version: number) {
  const tenant = await tenants.get(tenantId);
  if (tenant.ended) return;
  await createDataKey(db, tenantId, tenant, purpose, version + 1);
  tenant.current.delete(purpose);
}
