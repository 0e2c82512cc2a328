import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import type { TenancyContext } from "../context.ts";
import { type JoinRequest, type JoinRequestRow, toJoinRequest } from "../join-request-row.ts";
import { joinRequestColumns, joinRequestTable } from "../tables.ts";

const SCOPE = "join-requests";

/** Requests of people to join, oldest first; those that were decided too. */
export async function joinRequests(ctx: TenancyContext, args: ConnectionArgs): Promise<Connection<JoinRequest>> {
  const tenantId = authorize(ctx, "join-request:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const order = idOrder(joinRequestTable.id, page, position);
  const rows = await readAsTenant<JoinRequestRow>(
    ctx.db,
    tenantId,
    toStatement(
      query
        .select(joinRequestColumns)
        .from(joinRequestTable)
        .where(and(eq(joinRequestTable.tenantId, tenantId), order.after))
        .orderBy(order.by)
        .limit(page.limit + 1),
    ),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toJoinRequest);
}
