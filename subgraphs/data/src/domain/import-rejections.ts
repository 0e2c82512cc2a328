import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import type { RejectedRow } from "../imports/batch.ts";
import { importById } from "./import.ts";

/** Every rejected row of an import, in the order of the file. None for an import that is not the tenant's. */
export async function importRejections(
  ctx: DataContext,
  importId: string,
  args: ConnectionArgs,
): Promise<Connection<RejectedRow>> {
  const tenantId = authorize(ctx, "import:read");
  const id = decodeId("import", importId, "id");
  if (ctx.principal.collections) await importById(ctx, importId);
  const page = readPage(args);
  const scope = `rejections ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and row ${page.backward ? "<" : ">"} $4` : "";
  const rows = await readAsTenant<RejectedRow>(ctx.db, tenantId, {
    name: `import_rejections_${direction}${after && "_after"}`,
    text: `select row, line, column_name as "column", path, field, code, message, value from data.import_rejection
           where tenant_id = $1 and import_id = $2 ${after} order by row ${direction} limit $3`,
    values: [tenantId, id, page.limit + 1, ...position],
  });
  return toConnection(
    rows,
    page,
    ({ row }) => ctx.cursors.seal(tenantId, scope, [row]),
    (row) => row,
  );
}
