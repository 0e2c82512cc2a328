import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import { type ApiKey, type ApiKeyRow, apiKeyColumns, toApiKey } from "../api-key-row.ts";
import type { IdentityContext } from "../context.ts";
import { apiKeyTable } from "../tables.ts";

const SCOPE = "apiKeys";

/** API keys, oldest first, revoked ones included. */
export async function apiKeys(ctx: IdentityContext, args: ConnectionArgs): Promise<Connection<ApiKey>> {
  const tenantId = authorize(ctx, "api-key:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const order = idOrder(apiKeyTable.id, page, position);
  const rows = await readAsTenant<ApiKeyRow>(
    ctx.db,
    tenantId,
    toStatement(
      query
        .select(apiKeyColumns)
        .from(apiKeyTable)
        .where(and(eq(apiKeyTable.tenantId, tenantId), order.after))
        .orderBy(order.by)
        .limit(page.limit + 1),
    ),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toApiKey);
}
