import { appendAudit } from "@bulkhead/kernel/audit.ts";
import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { type Database, withTenant } from "@bulkhead/kernel/database.ts";
import type { Envelope } from "@bulkhead/kernel/envelope.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { KEEP_MS, type KeyTimes, newPrivateJwk, PUBLISH_AHEAD_MS, ROTATE_AFTER_MS } from "./signing-key.ts";
import { insertKey, isoOf, lockTimes, readTimes, retireOthers, sealKey } from "./signing-key-row.ts";

/** A request of the installation (tenant of the nil uuid) and what it needs to work on signing keys. */
export interface SigningKeyContext extends RequestContext {
  /** Signed in as bulkhead_oauth. */
  db: Database;
  envelope: Envelope;
  /** ms since 1970; the clock, but in tests. */
  now(): number;
}

export interface Rotation {
  byHand: boolean;
  /** Signs at once, for a key that is known to others. Whoever keeps a JWKS must read it anew to accept it. */
  atOnce?: boolean;
}

/** Makes another key, which takes over in an hour; every process hears of it within a second. */
export async function rotateSigningKey(ctx: SigningKeyContext, rotation: Rotation): Promise<KeyTimes> {
  const tenantId = authorize(ctx, "signing-key:rotate");
  return (await makeKey(ctx, tenantId, rotation, () => true)) as KeyTimes;
}

/** The first key of an installation, which signs at once. Undefined when there is one, made by whatever process. */
export async function makeFirstSigningKey(ctx: SigningKeyContext): Promise<KeyTimes | undefined> {
  const tenantId = authorize(ctx, "signing-key:rotate");
  return makeKey(ctx, tenantId, { byHand: false }, (keys) => keys.length === 0);
}

/** Undefined when the newest key is young enough. Run by several at once, it makes one key. */
export async function rotateSigningKeyIfDue(ctx: SigningKeyContext): Promise<KeyTimes | undefined> {
  const tenantId = authorize(ctx, "signing-key:rotate");
  const isDue = (keys: readonly KeyTimes[]) => ctx.now() >= (keys.at(-1)?.createdAt ?? 0) + ROTATE_AFTER_MS;
  if (!isDue(await readTimes(ctx.db))) return undefined;
  return makeKey(ctx, tenantId, { byHand: false }, isDue);
}

async function makeKey(
  ctx: SigningKeyContext,
  tenantId: string,
  { byHand, atOnce = false }: Rotation,
  isWanted: (keys: readonly KeyTimes[]) => boolean,
): Promise<KeyTimes | undefined> {
  const kid = newUuid();
  // Whatever may ask the key service comes before the transaction, which must be short.
  const sealed = await sealKey(ctx.envelope, kid, newPrivateJwk(kid));
  return withTenant(ctx.db, tenantId, async (tx) => {
    const keys = await lockTimes(tx);
    if (!isWanted(keys)) return undefined;
    const now = ctx.now();
    // After all others, also where the clock of who made them is ahead: the newest signs.
    const createdAt = Math.max(now, (keys.at(-1)?.createdAt ?? 0) + 1);
    const signsFrom = atOnce || keys.length === 0 ? now : now + PUBLISH_AHEAD_MS;
    const key: KeyTimes = { kid, createdAt, signsFrom, retiresAt: null };
    const detail = { signsFrom: isoOf(signsFrom), byHand };
    tx.atEnd(insertKey(key, sealed));
    tx.atEnd(retireOthers(kid, signsFrom + KEEP_MS));
    tx.atEnd(appendOutbox(tenantId, [{ type: "signing-key.created", subject: kid, payload: {} }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "signing-key.rotate", target: kid, detail }));
    return key;
  });
}
