import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { callingUser } from "../caller.ts";
import type { IdentityContext } from "../context.ts";
import { endGrants } from "../grants.ts";
import { SESSION_COLUMNS, type Session, type SessionRow, toSession } from "../session-row.ts";

/** Ends one of the caller's own sessions in the tenant; whoever has none, such as a key, finds none. */
export async function revokeSession(ctx: IdentityContext, input: { id: string }): Promise<Session> {
  const tenantId = authorize(ctx, "session:revoke");
  const id = decodeId("grant", input.id, "input.id");
  const caller = callingUser(ctx.principal);
  if (!caller) throw notFound();

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const own = selectOwn(tenantId, id, caller.userId);
    if ((await tx.query(own)).length === 0) throw notFound();
    const changed = (await endGrants(tx, ctx, { ids: [id] }, "REVOKED")) > 0;
    const target = encodeId("grant", id);
    const [[after]] = await tx.commit<[SessionRow]>([
      own,
      appendOutbox(tenantId, changed ? [{ type: "session.revoked", subject: id, payload: {} }] : []),
      appendAudit(ctx, tenantId, { action: "session.revoke", target, detail: { changed } }),
    ]);
    return after as SessionRow;
  });
  await ctx.feed.settled();
  return toSession(row, ctx.principal.grantId);
}

function selectOwn(tenantId: string, id: string, userId: string): Statement {
  return {
    name: "own_session",
    text: `select ${SESSION_COLUMNS} from identity.oauth_grant where tenant_id = $1 and id = $2 and user_id = $3`,
    values: [tenantId, id, userId],
  };
}
