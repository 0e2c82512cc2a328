import {
  type Connection,
  type ConnectionArgs,
  type Page,
  readPage,
  toConnection,
} from "@bulkhead/kernel/connection.ts";
import { readAsTenant, type Statement } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { idOrder, query, toStatement } from "@bulkhead/kernel/query.ts";
import { and, eq } from "drizzle-orm";
import { type AuditEventFilter, filterConditions } from "../audit-event-filter.ts";
import { type AuditEventNode, type AuditEventRow, auditEventColumns, toAuditEvent } from "../audit-event-row.ts";
import type { AuditContext } from "../context.ts";
import { auditEventTable } from "../tables.ts";

const SCOPE = "auditEvents";

export interface AuditEventsArgs extends ConnectionArgs {
  filter?: AuditEventFilter | null;
}

/** The tenant's log, newest first. */
export async function auditEvents(ctx: AuditContext, args: AuditEventsArgs): Promise<Connection<AuditEventNode>> {
  const tenantId = authorize(ctx, "audit-event:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const statement = selectAuditEvents(tenantId, args.filter ?? {}, page, position);
  const rows = await readAsTenant<AuditEventRow>(ctx.db, tenantId, statement);
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.id]), toAuditEvent);
}

/** One page, and one event more to know whether others follow. A test holds its plan to an index. */
export function selectAuditEvents(
  tenantId: string,
  filter: AuditEventFilter,
  page: Page,
  position: string | undefined,
): Statement {
  const order = idOrder(auditEventTable.id, page, position, true);
  return toStatement(
    query
      .select(auditEventColumns)
      .from(auditEventTable)
      .where(and(eq(auditEventTable.tenantId, tenantId), order.after, ...filterConditions(filter)))
      .orderBy(order.by)
      .limit(page.limit + 1),
  );
}
