import type { Database } from "./database.ts";
import { unopenable } from "./envelope-error.ts";
import { encodeParts, openValue, randomPart, sealedVersion, sealValue } from "./envelope-format.ts";
import { createKeyMemory } from "./envelope-memory.ts";
import type { RootKey } from "./root-key.ts";

/**
 * Encryption of every recoverable secret and stored byte: root key → tenant key → versioned data key per purpose →
 * value. Once a tenant's key is in memory both directions finish without waiting (docs/adr/0016).
 */
export interface Envelope {
  /**
   * Encrypts under the tenant's current data key of a purpose (1 to 100 characters); the first call makes the keys.
   * `context` says where the value lives (table, row, field) and is bound to it. Errors: KEY_DESTROYED, UNAVAILABLE.
   */
  seal(tenantId: string, purpose: string, context: readonly string[], plaintext: Buffer): Promise<Buffer>;
  /** Errors: KEY_DESTROYED, UNAVAILABLE; what was altered or belongs elsewhere is rejected without saying why. */
  open(tenantId: string, purpose: string, context: readonly string[], sealed: Buffer): Promise<Buffer>;
  /** Ends what this process still holds of a tenant's keys. */
  forget(tenantId: string): void;
  /** Forgets all keys and ends listening. */
  stop(): void;
}

export interface EnvelopeOptions {
  /** Any room's: each may read and make the keys of the tenant it works for, and change none. */
  db: Database;
  rootKey: RootKey;
  /** The feed's `listen`: news of rotated and destroyed keys. Without it keys are forgotten by age alone. */
  listen?(listener: (event: { tenantId: string; type: string }) => void): () => void;
  /** Tenants whose keys stay in memory, least recently used first out; about 1 kB each. */
  maxTenants?: number;
  /** A tenant's keys leave memory after this long, whatever happens. */
  ttlMs?: number;
  /** A data key older than this seals no new values. */
  maxAgeMs?: number;
  /** See `ROTATE_AFTER`; smaller in tests. */
  rotateAfter?: number;
}

/**
 * A data key is replaced by chance, once in 2^27 values on average. Random 96-bit IVs may serve 2^32 values of a key
 * (NIST SP 800-38D section 8.3); that a key passes 2^32 has a probability of e^-32, about 1 in 10^14, however many
 * processes use it and however often they restart, and nobody has to count.
 */
const ROTATE_AFTER = 2 ** 27;
const TTL_MS = 5 * 60_000;
const MAX_AGE_MS = 90 * 24 * 3_600_000;
const EVENTS: ReadonlySet<string> = new Set(["key.rotated", "key.destroyed"]);

export function createEnvelope(options: EnvelopeOptions): Envelope {
  const { db, rootKey, listen, maxTenants = 10_000, ttlMs = TTL_MS, maxAgeMs = MAX_AGE_MS } = options;
  const dice = Math.floor(2 ** 32 / (options.rotateAfter ?? ROTATE_AFTER));
  const memory = createKeyMemory({ db, rootKey, maxTenants, ttlMs, maxAgeMs });
  const unlisten = listen?.(({ type, tenantId }) => {
    if (EVENTS.has(type)) memory.forget(tenantId);
  });

  return {
    async seal(tenantId, purpose, context, plaintext) {
      const held = memory.current(tenantId, purpose);
      const key = held instanceof Promise ? await held : held;
      if (randomPart(4).readUInt32BE() < dice) memory.replaceSoon(tenantId, purpose, key.version);
      return sealValue(key.bytes, key.version, [key.binding, encodeParts(context)], plaintext);
    },
    async open(tenantId, purpose, context, sealed) {
      const version = sealedVersion(sealed);
      if (version === undefined) throw unopenable();
      const held = memory.version(tenantId, purpose, version);
      const key = held instanceof Promise ? await held : held;
      if (!key) throw unopenable();
      try {
        return openValue(key.bytes, [key.binding, encodeParts(context)], sealed);
      } catch (cause) {
        throw unopenable(undefined, cause);
      }
    },
    forget: memory.forget,
    stop() {
      unlisten?.();
      memory.stop();
    },
  };
}
