import type { KeyObject } from "node:crypto";
import { AppError } from "@bulkhead/kernel/error.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import type { KeySource } from "@bulkhead/kernel/key-source.ts";
import type { Log } from "@bulkhead/kernel/log.ts";
import type { JWK } from "jose";
import { createReload } from "./reload.ts";
import { publicPart } from "./signing-key.ts";

export interface RemoteSigningKeys extends KeySource {
  stop(): void;
}

export interface RemoteSigningKeysOptions {
  /** Asks the identity room in another process; rejects when it does not answer. */
  call(name: string, input: unknown): Promise<unknown>;
  feed: Pick<Feed, "listen" | "lagMs">;
  log: Log;
  /** ms of whatever origin; `performance.now`, but in tests. */
  elapsed?(): number;
}

interface PublicKey {
  publicJwk: JWK;
  publicKey: KeyObject;
}

/**
 * The public keys, for a process without the identity role: none until the first `refresh`, which whoever meets a token
 * asks for, then read on news and every five minutes. A process that meets no tokens asks for no keys.
 */
export function createRemoteSigningKeys({ call, feed, log, elapsed }: RemoteSigningKeysOptions): RemoteSigningKeys {
  const listeners = new Set<() => void>();
  /** A call that was under way when one of them went must not bring it back. */
  const gone = new Set<string>();
  let keys = new Map<string, PublicKey>();
  const reload = createReload({ read, retired, feed, log, ...(elapsed ? { elapsed } : {}) });

  async function read(): Promise<void> {
    replace(readAnswer(await call("signingKeys", {})));
  }

  function retired(kid: string): void {
    gone.add(kid);
    replace(keys);
  }

  function replace(answered: Map<string, PublicKey>): void {
    const next = new Map([...answered].filter(([kid]) => !gone.has(kid)));
    const isSame = next.size === keys.size && [...next.keys()].every((kid) => keys.has(kid));
    keys = next;
    if (!isSame) for (const listener of listeners) listener();
  }

  return {
    publicJwks: () => ({ keys: [...keys.values()].map(({ publicJwk }) => publicJwk) }),
    keyFor: (kid) => keys.get(kid)?.publicKey,
    refresh() {
      reload.start();
      return reload.sparingly();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: reload.stop,
  };
}

/** Believed of another process only as far as it has the right shape. */
function readAnswer(answer: unknown): Map<string, PublicKey> {
  const { keys } = (answer ?? {}) as { keys?: unknown };
  try {
    if (!Array.isArray(keys) || keys.length === 0) throw new Error("there are no keys in it");
    return new Map(keys.map((jwk: JWK) => [String(jwk.kid), publicPart(jwk)]));
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause: unknown): AppError {
  return new AppError("SUBGRAPH_UNAVAILABLE", "A part of the platform did not answer. Try again in a moment.", {
    detail: "identity's answer to signingKeys has another shape",
    extensions: { subgraph: "identity" },
    cause,
  });
}
