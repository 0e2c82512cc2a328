import { randomBytes } from "node:crypto";
import { appendAudit } from "./audit.ts";
import { flushAsTenant, readAsTenant, violatedConstraint } from "./database.ts";
import type { KeyContext } from "./envelope-context.ts";
import { insertDataKey } from "./envelope-data-key.ts";
import { loadTenantKey } from "./envelope-tenant-key.ts";
import { conflict } from "./error.ts";
import { encodeId } from "./id.ts";
import { appendOutbox } from "./outbox.ts";
import { authorize } from "./principal.ts";
import { KEY_BYTES } from "./root-key.ts";

/**
 * Gives the tenant a new data key for each purpose it has one for. Values sealed from now on use it; older values stay
 * readable by theirs. Answers how many were made. Errors: KEY_DESTROYED, CONFLICT.
 */
export async function rotateDataKeys(ctx: KeyContext): Promise<number> {
  const tenantId = authorize(ctx, "key:rotate");
  const tenantKey = await loadTenantKey(ctx.db, ctx.rootKey, tenantId);
  const newest = await readAsTenant<{ purpose: string; version: number }>(ctx.db, tenantId, {
    text: "select purpose, max(version) as version from platform.data_key where tenant_id = $1 group by purpose",
    values: [tenantId],
  });
  if (newest.length === 0) return 0;
  const made = newest.map(({ purpose, version }) =>
    insertDataKey(tenantId, tenantKey, purpose, version + 1, randomBytes(KEY_BYTES)),
  );
  try {
    await flushAsTenant(ctx.db, tenantId, [
      ...made,
      appendOutbox(tenantId, [{ type: "key.rotated", subject: tenantId, payload: { level: "data" } }]),
      appendAudit(ctx, tenantId, {
        action: "key.rotate",
        target: encodeId("tenant", tenantId),
        detail: { level: "data", keys: made.length },
      }),
    ]);
  } catch (error) {
    if (violatedConstraint(error) === "data_key_tenant_key")
      throw conflict("The tenant's key was changed meanwhile. Try again.", error);
    throw error;
  }
  return made.length;
}
