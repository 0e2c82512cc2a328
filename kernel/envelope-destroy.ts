import { appendAudit } from "./audit.ts";
import { queryOutsideTenants, withTenant } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { AppError } from "./error.ts";
import { encodeId } from "./id.ts";
import { INSTALLATION_ID } from "./installation.ts";
import { appendOutbox } from "./outbox.ts";
import { authorize } from "./principal.ts";
import { retireRootKeys } from "./root-key-retire.ts";
import { rotateRootKey } from "./root-key-rotate.ts";

/**
 * Destroys a tenant's key and its data keys here and now: running processes forget them within a second, and when their
 * feed is held up by the age of what they keep. Backups still hold the key, wrapped by a version of the root key, until
 * `finishDestructions`. Answers false when it was done before.
 */
export async function destroyTenantKey(ctx: KeyContext): Promise<boolean> {
  const tenantId = authorize(ctx, "key:destroy");
  // What is sealed for the installation serves every tenant, and no second key would ever be made for it.
  if (tenantId === INSTALLATION_ID) throw new AppError("FORBIDDEN", "The installation's own key is never destroyed.");
  return withTenant(ctx.db, tenantId, async (tx) => {
    // A tenant that never had a key gets the mark all the same, so that none is made for it later.
    const [marked, , , destroyed] = await Promise.all([
      tx.query({
        text: `insert into platform.tenant_key (tenant_id, version, destroyed_at) values ($1, 1, clock_timestamp())
             on conflict do nothing returning version`,
        values: [tenantId],
      }),
      // Locked first, so that nobody adds a data key between the two statements that follow.
      tx.query({ text: "select from platform.tenant_key where tenant_id = $1 for update", values: [tenantId] }),
      tx.query({ text: "delete from platform.data_key where tenant_id = $1", values: [tenantId] }),
      tx.query({
        // The version rises too, so that no process adds a data key under the key it still has in memory.
        text: `update platform.tenant_key set version = version + 1, root_version = null, wrapped = null,
               destroyed_at = clock_timestamp() where tenant_id = $1 and destroyed_at is null returning version`,
        values: [tenantId],
      }),
    ]);
    if (marked.length + destroyed.length === 0) return false;
    tx.atEnd(appendOutbox(tenantId, [{ type: "key.destroyed", subject: tenantId, payload: {} }]));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "key.destroy", target: encodeId("tenant", tenantId) }));
    return true;
  });
}

/** Whether a version of the root key that can open a destroyed tenant's key, as a backup has it, still exists. */
export async function destructionsUnfinished({ db }: KeyContext): Promise<boolean> {
  const [row] = await queryOutsideTenants<{ unfinished: boolean }>(db, {
    text: `select exists (select from platform.retired_root_key where destroyed_at is null)
             or (select min(created_at) from platform.root_key)
                <= (select max(destroyed_at) from platform.tenant_key) as unfinished`,
  });
  return row?.unfinished === true;
}

/**
 * Makes destroyed tenants unreadable in every backup too: replaces the root key and destroys all versions from before.
 * Goes on where a run died. Call it under `withKeyLock`, with the installation as `ctx`'s tenant.
 */
export async function finishDestructions(ctx: KeyContext, onProgress?: (moved: number) => void): Promise<string[]> {
  const retired: string[] = [];
  while (await destructionsUnfinished(ctx)) {
    // The first round may only complete a rotation begun before the destruction.
    await rotateRootKey(ctx, onProgress);
    retired.push(...(await retireRootKeys(ctx)));
  }
  return retired;
}
