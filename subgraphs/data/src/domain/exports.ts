import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ExportNode, type ExportRow, SELECT_EXPORT, toExport } from "../exports/export-node.ts";

const SCOPE = "exports";

/** The tenant's exports, in collections that the caller's role reaches, newest first. */
export async function exports(ctx: DataContext, args: ConnectionArgs): Promise<Connection<ExportNode>> {
  const tenantId = authorize(ctx, "export:read");
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const direction = page.backward ? "asc" : "desc";
  const after = position.length > 0 ? `and e.id ${page.backward ? ">" : "<"} $3` : "";
  const { collections } = ctx.principal;
  const within = collections ? `and c.name = any($${position.length + 3})` : "";
  const rows = await readAsTenant<ExportRow>(ctx.db, tenantId, {
    name: `exports_${direction}${after && "_after"}${within && "_within"}`,
    text: `${SELECT_EXPORT} where e.tenant_id = $1 ${after} ${within} order by e.id ${direction} limit $2`,
    values: [tenantId, page.limit + 1, ...position, ...(collections ? [[...collections]] : [])],
  });
  return toConnection(rows, page, ({ id }) => ctx.cursors.seal(tenantId, SCOPE, [id]), toExport);
}
