import { createHmac, hash, randomBytes, timingSafeEqual } from "node:crypto";
import type { TransactionAboveTenants } from "@bulkhead/kernel/database.ts";

/** What a challenge may be used for: making a passkey, or using one. */
export type ChallengePurpose = "create" | "use";

/** How long one works, in seconds. */
export const CHALLENGE_SECONDS = 5 * 60;

/**
 * A challenge carries what it is for and is signed, so that showing a page writes nothing; only its use is kept, which
 * makes it single-use. `accountId` is empty where anybody may answer.
 */
export function newChallenge(key: Buffer, purpose: ChallengePurpose, accountId: string, now: number): string {
  const expires = Math.floor(now / 1_000) + CHALLENGE_SECONDS;
  const text = [randomBytes(16).toString("base64url"), expires, purpose, accountId].join(".");
  return `${text}.${macOf(key, text)}`;
}

/** Undefined when it works, else why it does not. */
export function challengeFault(
  key: Buffer,
  challenge: string,
  wanted: { purpose: ChallengePurpose; accountId: string; now: number },
): "UNKNOWN_CHALLENGE" | "EXPIRED_CHALLENGE" | undefined {
  const at = challenge.lastIndexOf(".");
  const text = challenge.slice(0, Math.max(0, at));
  const given = Buffer.from(challenge.slice(at + 1));
  const right = Buffer.from(macOf(key, text));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return "UNKNOWN_CHALLENGE";
  const [, expires, purpose, accountId] = text.split(".");
  if (purpose !== wanted.purpose || accountId !== wanted.accountId) return "UNKNOWN_CHALLENGE";
  return Number(expires) * 1_000 <= wanted.now ? "EXPIRED_CHALLENGE" : undefined;
}

/** What the authenticator signs of it: 256 bits in base64url. */
export function challengeBytes(challenge: string): string {
  return hash("sha256", challenge, "base64url");
}

/**
 * Uses a challenge, with the end of the transaction: of all who do, in whatever process, one succeeds. False when it was
 * used before. Sweeping takes it away once it has expired.
 */
export async function useChallenge(tx: TransactionAboveTenants, challenge: string): Promise<boolean> {
  const digest = hash("sha256", challenge, "buffer");
  const used = await tx.query({
    name: "used_passkey_challenge",
    text: "select from identity.oidc_artifact where model = 'PasskeyChallenge' and digest = $1",
    values: [digest],
  });
  if (used.length > 0) return false;
  tx.surelyAtEnd({
    name: "use_passkey_challenge",
    text: `insert into identity.oidc_artifact (model, digest, payload, expires_at)
           values ('PasskeyChallenge', $1, '{}', now() + make_interval(secs => $2)) on conflict do nothing returning 1`,
    // Twice as long as it works: clocks of processes may differ.
    values: [digest, 2 * CHALLENGE_SECONDS],
  });
  return true;
}

function macOf(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64url");
}
