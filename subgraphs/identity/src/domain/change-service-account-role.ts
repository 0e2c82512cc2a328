import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { removedAlready, serviceAccountToChange, workingKeysOf } from "../change-service-account.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";
import { type ServiceAccount, toServiceAccount } from "../service-account-row.ts";

/** Gives a service account another role. Each of its keys is told of, so that every process forgets what it knew of them. */
export async function changeServiceAccountRole(
  ctx: IdentityContext,
  input: { id: string; role: string },
): Promise<ServiceAccount> {
  const tenantId = authorize(ctx, "service-account-role:change");
  requireFresh(ctx, "changeServiceAccountRole");
  const id = decodeId("serviceAccount", input.id, "input.id");
  const { role } = input;
  await checkRole(ctx, tenantId, role);

  const changed = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await serviceAccountToChange(tx, id);
    if (before.removed_at !== null) throw removedAlready();
    const keys = await workingKeysOf(tx, id);
    await tx.commit([
      {
        name: "change_service_account_role",
        text: "update identity.service_account set role = $3 where tenant_id = $1 and id = $2",
        values: [tenantId, id, role],
      },
      appendOutbox(tenantId, [
        { type: "service-account.role-changed", subject: id, payload: { role } },
        ...keys.map((key) => ({ type: "api-key.role-changed", subject: key, payload: { role } })),
      ]),
      appendAudit(ctx, tenantId, {
        action: "service-account-role.change",
        target: encodeId("serviceAccount", id),
        detail: { from: before.role, to: role, keys: keys.length },
      }),
    ]);
    return { row: { ...before, role }, keys };
  });
  for (const key of changed.keys) ctx.forgetApiKey(key);
  await ctx.feed.settled();
  return toServiceAccount(changed.row);
}
