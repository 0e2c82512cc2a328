import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { callingUser } from "../caller.ts";
import type { IdentityContext } from "../context.ts";
import { endGrants } from "../grants.ts";

/** Ends the caller's own sessions in the tenant, all or all but this one; answers how many. */
export async function revokeSessions(ctx: IdentityContext, input: { keepCurrent: boolean }): Promise<number> {
  const tenantId = authorize(ctx, "sessions:revoke");
  const caller = callingUser(ctx.principal);
  // Keys and machines have none.
  if (!caller) return 0;
  const current = input.keepCurrent ? ctx.principal.grantId : undefined;
  const except = current === undefined ? null : (tryDecodeId("grant", current) ?? null);

  const count = await withTenant(ctx.db, tenantId, async (tx) => {
    const ended = await endGrants(tx, ctx, { userId: caller.userId, except }, "REVOKED");
    const events = ended > 0 ? [{ type: "sessions.revoked", subject: caller.userId, payload: {} }] : [];
    const target = ctx.principal.id;
    tx.atEnd(appendOutbox(tenantId, events));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "sessions.revoke", target, detail: { count: ended } }));
    return ended;
  });
  await ctx.feed.settled();
  return count;
}
