import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { type ImportNode, type ImportRow, SELECT_IMPORT, toImport } from "../imports/import-node.ts";

const SCOPE = "imports";

/** The tenant's imports, into collections that the caller's role reaches, in the order of their creation. */
export async function imports(ctx: DataContext, args: ConnectionArgs): Promise<Connection<ImportNode>> {
  const tenantId = authorize(ctx, "import:read");
  const page = readPage(args);
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, SCOPE, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and i.id ${page.backward ? "<" : ">"} $3` : "";
  const { collections } = ctx.principal;
  const within = collections ? `and c.name = any($${position.length + 3})` : "";
  const rows = await readAsTenant<ImportRow>(ctx.db, tenantId, {
    name: `imports_${direction}${after && "_after"}${within && "_within"}`,
    text: `${SELECT_IMPORT} where i.tenant_id = $1 ${after} ${within} order by i.id ${direction} limit $2`,
    values: [tenantId, page.limit + 1, ...position, ...(collections ? [[...collections]] : [])],
  });
  return toConnection(rows, page, ({ id }) => ctx.cursors.seal(tenantId, SCOPE, [id]), toImport);
}
