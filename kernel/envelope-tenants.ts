import { LRUCache } from "lru-cache";
import type { Database } from "./database.ts";
import { loadTenantKey, type TenantKey } from "./envelope-tenant-key.ts";
import type { RootKey } from "./root-key.ts";

/** A data key ready for use. */
export interface DataKey {
  version: number;
  bytes: Buffer;
  /** Associated data that is the same for all it seals. */
  binding: Buffer;
}

/** A tenant's unwrapped key with those of its data keys that were asked for. */
export interface HeldTenant extends TenantKey {
  /** By version and purpose. */
  keys: Map<string, DataKey>;
  /** What seals new values, by purpose. */
  current: Map<string, DataKey>;
  /** Reads under way, so that one is enough however many wait for it. */
  loading: Map<string, Promise<unknown>>;
  /** Forgotten: its bytes are zero or will be in a moment. */
  ended: boolean;
}

/** The tenants whose keys are in memory: bounded, forgotten by age and by command, loaded once however many ask. */
export interface HeldTenants {
  /** Undefined when a load is needed. */
  peek(tenantId: string): HeldTenant | undefined;
  /** May be `ended` already when it answers. Errors: KEY_DESTROYED, UNAVAILABLE. */
  get(tenantId: string): HeldTenant | Promise<HeldTenant>;
  forget(tenantId: string): void;
  stop(): void;
}

export interface HeldTenantsOptions {
  db: Database;
  rootKey: RootKey;
  maxTenants: number;
  ttlMs: number;
}

export function holdTenants({ db, rootKey, maxTenants, ttlMs }: HeldTenantsOptions): HeldTenants {
  const kept = new LRUCache<string, HeldTenant>({ max: maxTenants, ttl: ttlMs, dispose });
  const loading = new Map<string, Promise<HeldTenant>>();
  // A tenant that is no longer asked for is not looked at again, so its age alone would not remove it.
  const sweep = setInterval(() => kept.purgeStale(), Math.min(ttlMs, 60_000)).unref();

  function load(tenantId: string): Promise<HeldTenant> {
    const started: Promise<HeldTenant> = loadTenantKey(db, rootKey, tenantId).then(
      (key) => {
        const held = { ...key, keys: new Map(), current: new Map(), loading: new Map(), ended: false };
        // Forgotten while it was loading: what was read may be from before, so nobody is served with it.
        if (loading.get(tenantId) === started && loading.delete(tenantId)) kept.set(tenantId, held);
        else end(held);
        return held;
      },
      (error: unknown) => {
        if (loading.get(tenantId) === started) loading.delete(tenantId);
        throw error;
      },
    );
    loading.set(tenantId, started);
    return started;
  }

  return {
    peek: (tenantId) => kept.get(tenantId),
    get: (tenantId) => kept.get(tenantId) ?? loading.get(tenantId) ?? load(tenantId),
    forget(tenantId) {
      loading.delete(tenantId);
      kept.delete(tenantId);
    },
    stop() {
      clearInterval(sweep);
      loading.clear();
      kept.clear();
    },
  };
}

/**
 * Forgotten by command, a tenant's keys serve nobody any more. Pushed out by others or by age, they still serve the reads
 * under way: otherwise more tenants at once than fit would keep each other from ever being served.
 */
function dispose(tenant: HeldTenant, _tenantId: string, reason: LRUCache.DisposeReason): void {
  if (reason === "delete") end(tenant);
  else retire(tenant);
}

/**
 * The bytes are zeroed once everybody who was just given them has used them: that is all done before the next turn of
 * the event loop, since sealing and opening do not wait.
 */
function end(tenant: HeldTenant): void {
  tenant.ended = true;
  setImmediate(wipe, tenant);
}

function retire(tenant: HeldTenant): void {
  setImmediate(() => {
    if (tenant.loading.size === 0) wipe(tenant);
    else void Promise.allSettled(tenant.loading.values()).then(() => retire(tenant));
  });
}

function wipe(tenant: HeldTenant): void {
  tenant.ended = true;
  tenant.bytes.fill(0);
  for (const key of tenant.keys.values()) key.bytes.fill(0);
  tenant.keys.clear();
  tenant.current.clear();
}
