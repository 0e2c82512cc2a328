import type { KeySource } from "@bulkhead/kernel/key-source.ts";
import { jwksOf, publishedKeys, type SigningKey, type SigningKeySet } from "./signing-key.ts";

/** The keys that a process holds, and what is to be seen of them at the moment. */
export interface ShownKeys {
  source: Pick<KeySource, "publicJwks" | "keyFor" | "onChange">;
  current(): SigningKeySet;
  held(kid: string): SigningKey | undefined;
  /** In order of their making. */
  replace(keys: readonly SigningKey[]): void;
  /** For good: a read that was under way when the key went must not bring it back. */
  drop(kid: string): void;
  /** Looks whether the clock has changed anything. */
  look(): void;
}

export function createShownKeys(now: () => number): ShownKeys {
  const listeners = new Set<() => void>();
  const dropped = new Set<string>();
  let held = new Map<string, SigningKey>();
  let published = new Map<string, SigningKey>();
  let order = "";
  let set: SigningKeySet | undefined;

  function look(): void {
    const keys = publishedKeys([...held.values()], now());
    const next = keys.map(({ kid }) => kid).join(" ");
    if (next === order) return;
    order = next;
    published = new Map(keys.map((key) => [key.kid, key]));
    // Where none is left, one that was dropped signs on until its successor is read: what it signs opens nothing.
    if (keys.length > 0) set = { privateJwks: keys.map(({ privateJwk }) => privateJwk), publicJwks: jwksOf(keys) };
    for (const listener of listeners) listener();
  }

  return {
    source: {
      publicJwks: () => jwksOf([...published.values()]),
      keyFor: (kid) => published.get(kid)?.publicKey,
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    current() {
      if (!set) throw new Error("the signing keys are not loaded yet");
      return set;
    },
    held: (kid) => held.get(kid),
    replace(keys) {
      held = new Map(keys.filter(({ kid }) => !dropped.has(kid)).map((key) => [key.kid, key]));
      look();
    },
    drop(kid) {
      dropped.add(kid);
      held.delete(kid);
      look();
    },
    look,
  };
}
