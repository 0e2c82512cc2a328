import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";

/**
 * Credentials that opened something in this process and were not refused since. What was at hand of them may be
 * forgotten, when a role changes for instance; then they are looked up again, flood or no flood from next door. Kept as
 * digests, since what is not here cannot be read from here.
 */
export interface ProvenCredentials {
  has(bearer: string): boolean;
  add(bearer: string): void;
  remove(bearer: string): void;
}

/** About 150 bytes each. */
const MAX_PROVEN = 50_000;

export function createProvenCredentials(): ProvenCredentials {
  const known = new LRUCache<string, true>({ max: MAX_PROVEN });
  const digest = (bearer: string) => hash("sha256", familyOf(bearer), "base64");
  return {
    has: (bearer) => known.get(digest(bearer)) === true,
    add: (bearer) => void known.set(digest(bearer), true),
    remove: (bearer) => void known.delete(digest(bearer)),
  };
}

/**
 * An access token lives five minutes, so its user would be a stranger every five minutes: it is known by the grant or the
 * machine that it says it is of. A lie buys one look-up, after which nothing of that family is known here.
 */
function familyOf(bearer: string): string {
  const [, payload, signature] = bearer.split(".");
  if (payload === undefined || signature === undefined) return bearer;
  try {
    const { sid, sub } = (JSON.parse(Buffer.from(payload, "base64url").toString()) ?? {}) as Record<string, unknown>;
    const family = sid ?? sub;
    return typeof family === "string" ? family : bearer;
  } catch {
    return bearer;
  }
}
