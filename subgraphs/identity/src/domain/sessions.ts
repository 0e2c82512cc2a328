import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq, isNull, sql } from "drizzle-orm";
import { callingUser } from "../caller.ts";
import type { IdentityContext } from "../context.ts";
import { type Session, type SessionRow, sessionColumns, toSession } from "../session-row.ts";
import { grantTable } from "../tables.ts";

const SCOPE = "sessions";

/** The caller's own sessions in the tenant that stand, newest first. */
export async function sessions(ctx: IdentityContext, args: ConnectionArgs): Promise<Connection<Session>> {
  const tenantId = authorize(ctx, "session:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const caller = callingUser(ctx.principal);
  const order = idOrder(grantTable.id, page, position, true);
  const isTheirs = caller && and(eq(grantTable.tenantId, tenantId), eq(grantTable.userId, caller.userId));
  const stands = and(isNull(grantTable.endedAt), sql`${grantTable.expiresAt} > now()`);
  const statement = query
    .select(sessionColumns)
    .from(grantTable)
    .where(and(isTheirs, stands, order.after))
    .orderBy(order.by)
    .limit(page.limit + 1);
  const rows = caller ? await readAsTenant<SessionRow>(ctx.db, tenantId, toStatement(statement)) : [];
  const { grantId } = ctx.principal;
  return toConnection(
    rows,
    page,
    (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]),
    (row) => toSession(row, grantId),
  );
}

/** Name of a session's application; null when it is gone. */
export async function sessionClientName(ctx: IdentityContext, { clientId }: Session): Promise<string | null> {
  const tenantId = authorize(ctx, "session:read");
  return (await ctx.loaders.clientName(tenantId, clientId)) ?? null;
}
