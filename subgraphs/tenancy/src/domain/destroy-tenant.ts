import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import { destroyTenantKey } from "@bulkhead/kernel/envelope-destroy.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { beginDestruction } from "../closing/begin-destruction.ts";
import { noteOnce, readClosure } from "../closing/closure.ts";
import { deleteEverything, tablesLeft } from "../closing/delete-rows.ts";
import type { DestructionContext } from "../closing/destruction-context.ts";
import { readFingerprints } from "../closing/fingerprints.ts";
import { issueCertificate } from "../closing/issue-certificate.ts";

/**
 * Destroys what a tenant has once its day has come, and certifies it. First the tenant closes, so that nothing of it works;
 * then its key goes, so that whatever else may happen nothing sealed opens any more; then everything else, in lots. May die
 * at any point and be called again. `again`: there is more to do.
 */
export async function destroyTenant(ctx: DestructionContext, isOver: () => boolean): Promise<"done" | "again"> {
  const tenantId = authorize(ctx, "tenant:destroy");
  const known = await readClosure(ctx.destroyer, tenantId);
  if (known?.jws) return "done";
  if (!known && !(await beginDestruction(ctx, ctx, tenantId))) return "done";

  const keys = await readFingerprints(ctx.destroyer, tenantId);
  await flushAsTenant(ctx.destroyer, tenantId, [noteOnce(tenantId, "keys", keys)]);
  await destroyTenantKey({ ...ctx, db: ctx.worker });
  if (!(await deleteEverything(ctx, tenantId, isOver))) return "again";
  // Who was in the middle of something when the tenant closed may have written behind our back.
  if ((await tablesLeft(ctx, tenantId)).length > 0) return "again";
  await flushAsTenant(ctx.destroyer, tenantId, [
    {
      text: "update tenancy.tenant set name = '', close_reason = null, close_requested_by = null where tenant_id = $1",
      values: [tenantId],
    },
    noteOnce(tenantId, "destroyedAt", new Date().toISOString()),
  ]);
  const closure = await readClosure(ctx.destroyer, tenantId);
  if (closure && closure.jws === null) await issueCertificate(ctx, closure);
  return "done";
}
