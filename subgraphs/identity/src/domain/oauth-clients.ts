import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import type { IdentityContext } from "../context.ts";
import { type OAuthClient, type OAuthClientRow, oauthClientColumns, toOAuthClient } from "../oauth-client-row.ts";
import { oauthClientTable } from "../tables.ts";

const SCOPE = "oauthClients";

/** OAuth clients, oldest first, revoked ones included. */
export async function oauthClients(ctx: IdentityContext, args: ConnectionArgs): Promise<Connection<OAuthClient>> {
  const tenantId = authorize(ctx, "oauth-client:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const order = idOrder(oauthClientTable.id, page, position);
  const rows = await readAsTenant<OAuthClientRow>(
    ctx.db,
    tenantId,
    toStatement(
      query
        .select(oauthClientColumns)
        .from(oauthClientTable)
        .where(and(eq(oauthClientTable.tenantId, tenantId), order.after))
        .orderBy(order.by)
        .limit(page.limit + 1),
    ),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toOAuthClient);
}
