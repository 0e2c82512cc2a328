import { randomBytes } from "node:crypto";
import type { Options } from "@node-rs/argon2";

/** argon2id by the OWASP Password Storage Cheat Sheet: 19 MiB of memory, two passes, one lane (RFC 9106). */
export const HASHING = {
  /** Argon2id: an ambient const enum has no value under type stripping. */
  algorithm: 2,
  memoryCost: 19_456,
  timeCost: 2,
  parallelism: 1,
} as const satisfies Options;

/** How a hash made with them begins, in PHC string format. */
const PREFIX = `$argon2id$v=19$m=${HASHING.memoryCost},t=${HASHING.timeCost},p=${HASHING.parallelism}$`;

/** Whether a hash was made with other parameters than those of today. */
export function needsRehash(hash: string): boolean {
  return !hash.startsWith(PREFIX);
}

/** A hash like any other that no password has: comparing with it costs what comparing with a real one costs. */
export function unmatchableHash(): string {
  const base64 = (length: number) => randomBytes(length).toString("base64").replace(/=+$/, "");
  return `${PREFIX}${base64(16)}$${base64(32)}`;
}
