import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import type { TenancyContext } from "../context.ts";
import { type Member, type MemberRow, memberColumns, toMember } from "../member-row.ts";
import { memberTable } from "../tables.ts";

const SCOPE = "members";

/** Members, oldest first. */
export async function members(ctx: TenancyContext, args: ConnectionArgs): Promise<Connection<Member>> {
  const tenantId = authorize(ctx, "member:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const order = idOrder(memberTable.id, page, position);
  const rows = await readAsTenant<MemberRow>(
    ctx.db,
    tenantId,
    toStatement(
      query
        .select(memberColumns)
        .from(memberTable)
        .where(and(eq(memberTable.tenantId, tenantId), order.after))
        .orderBy(order.by)
        .limit(page.limit + 1),
    ),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toMember);
}
