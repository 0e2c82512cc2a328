import { LRUCache } from "lru-cache";

/**
 * A cache that is told when a value changes instead of guessing by age. A hit is answered synchronously; a miss is
 * loaded once however many ask for it at the same time.
 */
export interface PushedCache<V> {
  get(key: string): V | Promise<V | undefined>;
  /** A value that is at hand and believed; undefined for any other, without loading it. */
  peek(key: string): V | undefined;
  /** Drops a value. A load under way when this is called answers its callers, but its result is not kept. */
  forget(key: string): void;
  /** Drops all of them, as `forget` does one. */
  forgetAll(): void;
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

/**
 * How old a load may be and still be joined while the feed is silent. Nobody then says that a change overtook it, and a
 * slow answer may have been read long ago.
 */
export const JOIN_MS = 250;

interface Load<V> {
  answer: Promise<V | undefined>;
  begun: number;
}

export function createPushedCache<V extends NonNullable<unknown>>(options: PushedCacheOptions<V>): PushedCache<V> {
  const { load, max, trusted = () => true } = options;
  const kept = new LRUCache<string, V>({ max });
  const loading = new Map<string, Load<V>>();

  function start(key: string): Promise<V | undefined> {
    const keeps = trusted();
    const answer = load(key).then(
      (value) => {
        if (end(key, started) && keeps && value !== undefined) kept.set(key, value);
        return value;
      },
      (error: unknown) => {
        end(key, started);
        throw error;
      },
    );
    const started: Load<V> = { answer, begun: performance.now() };
    loading.set(key, started);
    return answer;
  }

  /** Ends a load; false when `forget` or a younger load came in between and it may have read what was before. */
  function end(key: string, started: Load<V>): boolean {
    return loading.get(key) === started && loading.delete(key);
  }

  function peek(key: string): V | undefined {
    const hit = kept.get(key);
    return hit !== undefined && trusted() ? hit : undefined;
  }

  return {
    get(key) {
      const hit = peek(key);
      if (hit !== undefined) return hit;
      const under = loading.get(key);
      const joins = under !== undefined && (trusted() || performance.now() - under.begun < JOIN_MS);
      return joins ? under.answer : start(key);
    },
    peek,
    forget(key) {
      kept.delete(key);
      loading.delete(key);
    },
    forgetAll() {
      kept.clear();
      loading.clear();
    },
  };
}
