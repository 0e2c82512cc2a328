import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { DataContext } from "../context.ts";
import { collectionMigration } from "./collection-migration.ts";

interface FailureRow {
  record_id: string;
  path: string;
  code: string;
  message: string;
}

/** A record that would not be right, and the first thing wrong with it. */
export interface MigrationFailureNode {
  recordId: string;
  path: string;
  code: string;
  message: string;
}

/** Every record that a migration found wrong by the new schema, in the order of their creation. */
export async function migrationFailures(
  ctx: DataContext,
  migrationId: string,
  args: ConnectionArgs,
): Promise<Connection<MigrationFailureNode>> {
  const tenantId = authorize(ctx, "collection:read");
  const id = decodeId("collectionMigration", migrationId, "id");
  if (ctx.principal.collections) await collectionMigration(ctx, migrationId);
  const page = readPage(args);
  const scope = `migration failures ${id}`;
  const position = page.cursor === null ? [] : ctx.cursors.open(tenantId, scope, page.cursor);
  const direction = page.backward ? "desc" : "asc";
  const after = position.length > 0 ? `and record_id ${page.backward ? "<" : ">"} $4` : "";
  const rows = await readAsTenant<FailureRow>(ctx.db, tenantId, {
    name: `migration_failures_${direction}${after && "_after"}`,
    text: `select record_id, path, code, message from data.migration_failure
           where tenant_id = $1 and migration_id = $2 ${after} order by record_id ${direction} limit $3`,
    values: [tenantId, id, page.limit + 1, ...position],
  });
  return toConnection(
    rows,
    page,
    (row) => ctx.cursors.seal(tenantId, scope, [row.record_id]),
    ({ record_id, ...rest }) => ({ recordId: encodeId("record", record_id), ...rest }),
  );
}
