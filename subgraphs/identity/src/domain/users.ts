import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import type { IdentityContext } from "../context.ts";
import { userTable } from "../tables.ts";
import { toUser, type User, type UserRow, userColumns } from "../user-row.ts";

const SCOPE = "users";

/** Users, oldest first. */
export async function users(ctx: IdentityContext, args: ConnectionArgs): Promise<Connection<User>> {
  const tenantId = authorize(ctx, "user:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const order = idOrder(userTable.id, page, position);
  const rows = await readAsTenant<UserRow>(
    ctx.db,
    tenantId,
    toStatement(
      query
        .select(userColumns)
        .from(userTable)
        .where(and(eq(userTable.tenantId, tenantId), order.after))
        .orderBy(order.by)
        .limit(page.limit + 1),
    ),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toUser);
}
