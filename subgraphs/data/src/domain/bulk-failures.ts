import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { bulkChange } from "./bulk-change.ts";

/** A record that a bulk change left as it was, and why. */
export interface FailureNode {
  recordId: string;
  code: string;
  path: string;
  message: string;
}

interface FailureRow extends Omit<FailureNode, "recordId"> {
  record_id: string;
}

/** Every record that a bulk change could not change, in the order of creation. None for one that is not the tenant's. */
export async function bulkFailures(
  ctx: DataContext,
  bulkId: string,
  args: ConnectionArgs,
): Promise<Connection<FailureNode>> {
  const tenantId = authorize(ctx, "bulk-change:read");
  const id = decodeId("bulkChange", bulkId, "id");
  if (ctx.principal.collections) await bulkChange(ctx, { id: bulkId });
  const page = readPage(args);
  const scope = `bulk failures ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and record_id ${page.backward ? "<" : ">"} $4` : "";
  const rows = await readAsTenant<FailureRow>(ctx.db, tenantId, {
    name: `bulk_failures_${direction}${after && "_after"}`,
    text: `select record_id, code, path, message from data.bulk_failure
           where tenant_id = $1 and bulk_change_id = $2 ${after} order by record_id ${direction} limit $3`,
    values: [tenantId, id, page.limit + 1, ...position],
  });
  const cursorOf = (row: FailureRow) => ctx.cursors.seal(tenantId, scope, [row.record_id]);
  return toConnection(rows, page, cursorOf, ({ record_id, code, path, message }) => ({
    recordId: encodeId("record", record_id),
    code,
    path,
    message,
  }));
}
