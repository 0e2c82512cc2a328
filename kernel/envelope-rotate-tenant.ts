import { randomBytes } from "node:crypto";
import { appendAudit } from "./audit.ts";
import { type Transaction, violatedConstraint, withTenant } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { dataKeyParts } from "./envelope-data-key.ts";
import { unwrapKey, wrapKey } from "./envelope-format.ts";
import { currentRootVersion, loadTenantKey, type TenantKey } from "./envelope-tenant-key.ts";
import { AppError, conflict } from "./error.ts";
import { encodeId } from "./id.ts";
import { appendOutbox } from "./outbox.ts";
import { authorize } from "./principal.ts";
import { KEY_BYTES, tenantKeyBinding } from "./root-key.ts";

/**
 * Gives the tenant a new key and moves its data keys under it; no value is touched. Answers how many data keys it moved.
 * Errors: KEY_DESTROYED; CONFLICT when the key was changed by somebody else meanwhile.
 */
export async function rotateTenantKey(ctx: KeyContext): Promise<number> {
  const tenantId = authorize(ctx, "key:rotate");
  const { db, rootKey } = ctx;
  // Whatever asks the key service comes before the transaction, which must be short.
  const old = await loadTenantKey(db, rootKey, tenantId);
  const next = { version: old.version + 1, bytes: randomBytes(KEY_BYTES) };
  const root = await currentRootVersion(db);
  const wrapped = await rootKey.wrap(root, next.bytes, tenantKeyBinding(tenantId, next.version));
  try {
    return await withTenant(db, tenantId, async (tx) => {
      const [, moved] = await Promise.all([
        replaceTenantKey(tx, old.version, next.version, root, wrapped),
        moveDataKeys(tx, old, next),
      ]);
      tx.atEnd(appendOutbox(tenantId, [{ type: "key.rotated", subject: tenantId, payload: { level: "tenant" } }]));
      tx.atEnd(
        appendAudit(ctx, tenantId, {
          action: "key.rotate",
          target: encodeId("tenant", tenantId),
          detail: { level: "tenant", keys: moved },
        }),
      );
      return moved;
    });
  } catch (error) {
    if (violatedConstraint(error)) throw conflict("The root key was changed meanwhile. Try again.", error);
    throw error;
  } finally {
    old.bytes.fill(0);
    next.bytes.fill(0);
  }
}

/** Locks the row: from here on nobody adds a data key under the old version. */
async function replaceTenantKey(tx: Transaction, old: number, next: number, root: string, wrapped: Buffer) {
  const [, replaced] = await Promise.all([
    tx.query({ text: "set constraints platform.data_key_tenant_key deferred" }),
    tx.query({
      text: `update platform.tenant_key set version = $3, root_version = $4, wrapped = $5
           where tenant_id = $1 and version = $2 and destroyed_at is null returning version`,
      values: [tx.tenantId, old, next, root, wrapped],
    }),
  ]);
  if (replaced.length === 0) throw new AppError("CONFLICT", "The tenant's key was changed meanwhile. Try again.");
}

async function moveDataKeys(tx: Transaction, old: TenantKey, next: TenantKey): Promise<number> {
  const keys = await tx.query<{ purpose: string; version: number; wrapped: Buffer }>({
    text: "select purpose, version, wrapped from platform.data_key where tenant_id = $1",
    values: [tx.tenantId],
  });
  const moved = keys.map(({ purpose, version, wrapped }) => {
    const parts = dataKeyParts(tx.tenantId, purpose, version);
    const bytes = unwrapKey(old.bytes, parts, wrapped);
    const again = wrapKey(next.bytes, parts, bytes);
    bytes.fill(0);
    return { purpose, version, wrapped: again };
  });
  tx.atEnd({
    text: `update platform.data_key as key set tenant_key_version = $2, wrapped = moved.wrapped
           from unnest($3::text[], $4::int[], $5::bytea[]) as moved (purpose, version, wrapped)
           where key.tenant_id = $1 and key.purpose = moved.purpose and key.version = moved.version`,
    values: [
      tx.tenantId,
      next.version,
      moved.map(({ purpose }) => purpose),
      moved.map(({ version }) => version),
      moved.map(({ wrapped }) => wrapped),
    ],
  });
  return moved.length;
}
