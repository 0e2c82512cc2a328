import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { type AuditEventNode, toAuditEvent } from "../audit-event-row.ts";
import type { AuditContext } from "../context.ts";

/** One event; those asked for in the same request are read together. */
export async function auditEvent(ctx: AuditContext, args: { id: string }): Promise<AuditEventNode> {
  const tenantId = authorize(ctx, "audit-event:read");
  const row = await ctx.loaders.auditEvent(tenantId, decodeId("auditEvent", args.id, "id"));
  if (!row) throw notFound();
  return toAuditEvent(row);
}
