import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { isUuid } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { SigningKeyContext } from "./rotate-signing-key.ts";
import { isPublished, type KeyTimes } from "./signing-key.ts";
import { lockTimes, readTimes } from "./signing-key-row.ts";

/**
 * Ends a key that somebody else may know: it leaves the JWKS here and now, and within a second no process accepts what
 * it has signed. Rotate with `atOnce` first. Errors: BAD_USER_INPUT for an unknown kid; CONFLICT when it is the only one.
 */
export async function revokeSigningKey(ctx: SigningKeyContext, kid: string): Promise<void> {
  const tenantId = authorize(ctx, "signing-key:rotate");
  if (!isUuid(kid)) throw unknownKid(kid);
  const isRevoked = await removeKey(ctx, tenantId, kid, true, (keys) => {
    if (keys.some((key) => key.kid !== kid && isPublished(key, ctx.now()))) return true;
    throw new AppError("CONFLICT", "This is the only signing key. Rotate first, then revoke it.");
  });
  if (!isRevoked) throw unknownKid(kid);
}

/** Deletes the keys that have left the JWKS by the clock. Run by several at once, each key is deleted once. */
export async function retireSigningKeys(ctx: SigningKeyContext): Promise<string[]> {
  const tenantId = authorize(ctx, "signing-key:rotate");
  const isOver = (key: KeyTimes | undefined) => key !== undefined && !isPublished(key, ctx.now());
  const retired: string[] = [];
  for (const { kid } of (await readTimes(ctx.db)).filter(isOver)) {
    const isRetired = await removeKey(ctx, tenantId, kid, false, (keys) => isOver(keys.find((key) => key.kid === kid)));
    if (isRetired) retired.push(kid);
  }
  return retired;
}

export function unknownKid(kid: string): AppError {
  return new AppError(
    "BAD_USER_INPUT",
    `There is no signing key ${kid.slice(0, 36)}. bulkhead signing-keys lists them.`,
  );
}

/** False when there is no such key, or it is not to be removed. */
function removeKey(
  ctx: SigningKeyContext,
  tenantId: string,
  kid: string,
  byHand: boolean,
  isWanted: (keys: readonly KeyTimes[]) => boolean,
): Promise<boolean> {
  return withTenant(ctx.db, tenantId, async (tx) => {
    const keys = await lockTimes(tx);
    if (!keys.some((key) => key.kid === kid) || !isWanted(keys)) return false;
    tx.atEnd({ text: "delete from identity.signing_key where id = $1", values: [kid] });
    tx.atEnd(appendOutbox(tenantId, [{ type: "signing-key.retired", subject: kid, payload: {} }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "signing-key.retire", target: kid, detail: { byHand } }));
    return true;
  });
}
