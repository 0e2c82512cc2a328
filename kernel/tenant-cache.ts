import { createPushedCache, type PushedCacheOptions } from "./pushed-cache.ts";

/** What is known of the things of tenants, by tenant and id: of another tenant's id nothing is known. */
export interface Known<V> {
  /** Synchronously when it is at hand and believed; undefined when there is no such thing in the tenant. */
  get(tenantId: string, id: string): V | undefined | Promise<V | undefined>;
  /** As `get`, without reading anything. */
  peek(tenantId: string, id: string): V | undefined;
}

/** As a pushed cache, with its keys in two parts. */
export interface TenantCache<V> extends Known<V> {
  forget(tenantId: string, id: string): void;
  /** For news that names nothing in particular. */
  forgetAll(): void;
}

export interface TenantCacheOptions<V> extends Omit<PushedCacheOptions<V>, "load"> {
  load(tenantId: string, id: string): Promise<V | undefined>;
}

export function createTenantCache<V extends NonNullable<unknown>>(options: TenantCacheOptions<V>): TenantCache<V> {
  const load = (key: string) => {
    const at = key.indexOf(" ");
    return options.load(key.slice(0, at), key.slice(at + 1));
  };
  const cache = createPushedCache({ ...options, load });
  return {
    get: (tenantId, id) => cache.get(`${tenantId} ${id}`),
    peek: (tenantId, id) => cache.peek(`${tenantId} ${id}`),
    forget: (tenantId, id) => cache.forget(`${tenantId} ${id}`),
    forgetAll: cache.forgetAll,
  };
}
