import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { JOIN_MS } from "./pushed-cache.ts";

/**
 * A pushed cache of what secrets open. A value is kept under its key, which events can name, together with a hash of the
 * one secret that opens it; the secret itself is not kept, memory is no place for it.
 */
export interface ProvenCache<V> {
  /** Undefined for a secret that opens nothing. A hit, and a wrong secret for a key at hand, are answered synchronously. */
  get(key: string, secret: string): V | undefined | Promise<V | undefined>;
  /** As `get`, when the value is at hand and believed; loads nothing. */
  peek(key: string, secret: string): V | undefined;
  /** Drops a value. Loads under way answer their callers, but are not kept, whatever their keys. */
  forget(key: string): void;
}

export interface ProvenCacheOptions<V> {
  /** What a secret opens, by the word of whoever can check it. Undefined is not kept. */
  load(secret: string): Promise<V | undefined>;
  /** Most values kept; the least recently used goes first. */
  max: number;
  /** As of a pushed cache: while false nothing kept is believed and nothing is kept. */
  trusted(): boolean;
}

interface Kept<V> {
  /** SHA-256 of the secret, one byte a character. */
  proof: string;
  value: V;
}

interface Load<V> {
  answer: Promise<V | undefined>;
  begun: number;
}

/** For keys that have one secret for life: another secret for a key at hand is wrong, and is not asked about. */
export function createProvenCache<V extends NonNullable<unknown>>(options: ProvenCacheOptions<V>): ProvenCache<V> {
  const { load, max, trusted } = options;
  const kept = new LRUCache<string, Kept<V>>({ max });
  // By the proof: a right and a wrong secret of the same key must not share an answer.
  const loading = new Map<string, Load<V>>();

  function start(key: string, secret: string, proof: string): Promise<V | undefined> {
    const keeps = trusted();
    const end = () => loading.get(proof) === started && loading.delete(proof);
    const answer = load(secret).then(
      (value) => {
        if (end() && keeps && value !== undefined) kept.set(key, { proof, value });
        return value;
      },
      (error: unknown) => {
        end();
        throw error;
      },
    );
    const started: Load<V> = { answer, begun: performance.now() };
    loading.set(proof, started);
    return answer;
  }

  function atHand(key: string): Kept<V> | undefined {
    const hit = kept.get(key);
    return hit !== undefined && trusted() ? hit : undefined;
  }

  return {
    get(key, secret) {
      const proof = proofOf(secret);
      const hit = atHand(key);
      if (hit) return hit.proof === proof ? hit.value : undefined;
      const under = loading.get(proof);
      const joins = under !== undefined && (trusted() || performance.now() - under.begun < JOIN_MS);
      return joins ? under.answer : start(key, secret, proof);
    },
    peek(key, secret) {
      const hit = atHand(key);
      return hit?.proof === proofOf(secret) ? hit.value : undefined;
    },
    forget(key) {
      kept.delete(key);
      loading.clear();
    },
  };
}

/** Compared as it stands: time would tell bytes of the hash of a guess, which tell nothing of a secret. */
function proofOf(secret: string): string {
  return hash("sha256", secret, "binary");
}
