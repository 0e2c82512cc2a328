import { appendAudit, appendAuditAll } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { serviceAccountToChange, workingKeysOf } from "../change-service-account.ts";
import type { IdentityContext } from "../context.ts";
import { type ServiceAccount, toServiceAccount } from "../service-account-row.ts";

/** Ends a service account and every key of it. The row stays, as what its keys did must keep its name. */
export async function removeServiceAccount(ctx: IdentityContext, input: { id: string }): Promise<ServiceAccount> {
  const tenantId = authorize(ctx, "service-account:remove");
  const id = decodeId("serviceAccount", input.id, "input.id");

  const removed = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await serviceAccountToChange(tx, id);
    const changed = before.removed_at === null;
    const keys = await workingKeysOf(tx, id);
    const ended = [
      ...(changed ? [{ type: "service-account.removed", subject: id, payload: {} }] : []),
      ...keys.map((key) => ({ type: "api-key.revoked", subject: key, payload: {} })),
    ];
    tx.surelyAtEnd(
      {
        name: "revoke_keys_of_service_account",
        text: `update identity.api_key set revoked_at = now()
               where tenant_id = $1 and service_account_id = $2 and revoked_at is null returning 1`,
        values: [tenantId, id],
      },
      keys.length,
    );
    const [[row]] = await tx.commit<[{ removed_at: string }]>([
      {
        name: "remove_service_account",
        text: `update identity.service_account set removed_at = coalesce(removed_at, now())
               where tenant_id = $1 and id = $2 returning removed_at`,
        values: [tenantId, id],
      },
      appendOutbox(tenantId, ended),
      appendAudit(ctx, tenantId, {
        action: "service-account.remove",
        target: encodeId("serviceAccount", id),
        detail: { changed, keys: keys.length },
      }),
      ...(keys.length === 0 ? [] : [appendAuditAll(keys.map((key) => revocation(ctx, tenantId, key)))]),
    ]);
    return { row: { ...before, removed_at: row?.removed_at ?? null }, keys };
  });
  for (const key of removed.keys) ctx.forgetApiKey(key);
  await ctx.feed.settled();
  return toServiceAccount(removed.row);
}

function revocation(ctx: IdentityContext, tenantId: string, key: string) {
  const event = { action: "api-key.revoke", target: encodeId("apiKey", key), detail: { changed: true } };
  return { ctx, tenantId, event };
}
