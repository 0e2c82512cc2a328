import { LRUCache } from "lru-cache";

/**
 * A cache that is told when a value changes instead of guessing by age. A hit is answered synchronously; a miss is
 * loaded once however many ask for it at the same time.
 */
export interface PushedCache<V> {
  get(key: string): V | Promise<V | undefined>;
  /** Drops a value. A load under way when this is called answers its callers, but its result is not kept. */
  forget(key: string): void;
}

export interface PushedCacheOptions<V> {
  /** Undefined means there is no such thing; that is not kept, so that invented keys cannot push real ones out. */
  load(key: string): Promise<V | undefined>;
  /** Most values kept; the least recently used goes first. */
  max: number;
  /**
   * Whether news of changes still arrives. While it does not, nothing kept is believed, every call loads, and nothing
   * is kept: a cache cut off from its feed must fail with the database, not answer yesterday's permissions.
   */
  trusted?(): boolean;
}

export function createPushedCache<V extends NonNullable<unknown>>(options: PushedCacheOptions<V>): PushedCache<V> {
  const { load, max, trusted = () => true } = options;
  const kept = new LRUCache<string, V>({ max });
  const loading = new Map<string, Promise<V | undefined>>();

  function start(key: string): Promise<V | undefined> {
    const keeps = trusted();
    const started: Promise<V | undefined> = load(key).then(
      (value) => {
        if (endLoad(key, started) && keeps && value !== undefined) kept.set(key, value);
        return value;
      },
      (error: unknown) => {
        endLoad(key, started);
        throw error;
      },
    );
    loading.set(key, started);
    return started;
  }

  /** Ends a load; false when `forget` came in between and the load may have read what was before. */
  function endLoad(key: string, started: Promise<V | undefined>): boolean {
    return loading.get(key) === started && loading.delete(key);
  }

  return {
    get(key) {
      const hit = kept.get(key);
      if (hit !== undefined && trusted()) return hit;
      return loading.get(key) ?? start(key);
    },
    forget(key) {
      kept.delete(key);
      loading.delete(key);
    },
  };
}
