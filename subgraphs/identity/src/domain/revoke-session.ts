import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
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
    if (!(await readOwn(tx, id, caller.userId))) throw notFound();
    const changed = (await endGrants(tx, ctx, { ids: [id] }, "REVOKED")) > 0;
    const target = encodeId("grant", id);
    const events = changed ? [{ type: "session.revoked", subject: id, payload: {} }] : [];
    const [after] = await Promise.all([readOwn(tx, id, caller.userId)]);
    tx.atEnd(appendOutbox(tenantId, events));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "session.revoke", target, detail: { changed } }));
    return after as SessionRow;
  });
  await ctx.feed.settled();
  return toSession(row, ctx.principal.grantId);
}

async function readOwn(tx: Transaction, id: string, userId: string): Promise<SessionRow | undefined> {
  const [row] = await tx.query<SessionRow>({
    name: "own_session",
    text: `select ${SESSION_COLUMNS} from identity.oauth_grant where tenant_id = $1 and id = $2 and user_id = $3`,
    values: [tx.tenantId, id, userId],
  });
  return row;
}
