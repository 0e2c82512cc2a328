import type { Statement } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { digestApiKey, matchesDigest, type Peppers } from "./api-key-digest.ts";
import { randomBase62 } from "./api-key-format.ts";

/** 62^43 > 2^256. */
const LENGTH = 43;
const SHAPE = /^bhs_[0-9A-Za-z]{43}$/;

/** Most secrets of a client that work at the same time: the new one, and the one before while it is being replaced. */
export const LIVE_SECRETS = 2;

/** A new secret of a client. It exists here and in the answer, nowhere else; its prefix lets scanners find it. */
export function makeClientSecret(): string {
  return `bhs_${randomBase62(LENGTH)}`;
}

/** What is kept of a secret: as of an API key, a keyed hash with the current pepper. */
function digestClientSecret(peppers: Peppers, secret: string): { pepperVersion: number; digest: Buffer } {
  const pepperVersion = peppers.current;
  const digest = digestApiKey(peppers, pepperVersion, secret);
  if (!digest) throw new Error(`pepper ${pepperVersion} is current and not configured`);
  return { pepperVersion, digest };
}

export interface StoredSecret {
  pepperVersion: number;
  digest: Buffer;
  /** Milliseconds since 1970; null while no other secret was made. */
  expiresAt: number | null;
}

/**
 * Whether a text is one of the secrets that work. In constant time for each of them, and all are compared: time tells
 * neither how much of a secret is right nor which one it is.
 */
export function matchesClientSecret(
  peppers: Peppers,
  secrets: readonly StoredSecret[],
  secret: string,
  now = Date.now(),
): boolean {
  if (!SHAPE.test(secret)) return false;
  let found = false;
  for (const { pepperVersion, digest, expiresAt } of secrets) {
    const matches = matchesDigest(peppers, pepperVersion, secret, digest);
    if (matches && (expiresAt === null || expiresAt > now)) found = true;
  }
  return found;
}

/** The statement that stores a secret of a client; it works from the commit on. */
export function insertSecret(peppers: Peppers, tenantId: string, clientId: string, secret: string): Statement {
  const { pepperVersion, digest } = digestClientSecret(peppers, secret);
  return {
    name: "create_oauth_client_secret",
    text: `insert into identity.oauth_client_secret (tenant_id, id, client_id, pepper_version, digest)
           values ($1, $2, $3, $4, $5)`,
    values: [tenantId, newUuid(), clientId, pepperVersion, digest],
  };
}
