import type { KeyObject } from "node:crypto";
import type { JSONWebKeySet } from "jose";

/** The public keys that our own tokens are verified with, at hand in this process, wherever the private ones are. */
export interface KeySource {
  /** As in the JWKS (RFC 7517). */
  publicJwks(): JSONWebKeySet;
  /** Undefined for a key that nobody signs with any more, or that this process has not heard of. */
  keyFor(kid: string): KeyObject | undefined;
  /**
   * Reads the keys anew, for whoever met an unknown kid; once in 10 s at most and once for all who ask meanwhile, so that
   * invented kids cost nothing. Rejects when they could not be read and nobody knows whether there are others.
   */
  refresh(): Promise<void>;
  /** Tells each time keys came or went; what was verified with one that went is void. Answers how to stop. */
  onChange(listener: () => void): () => void;
}
