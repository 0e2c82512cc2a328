import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { conflict } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { enqueueJob } from "@bulkhead/kernel/job-enqueue.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { EXPORT_JOB, type ExportPayload, type TenantExport } from "../exports/export-row.ts";
import { requireAllOf } from "../exports/may-export.ts";

/** Asks for an export of everything the tenant owns; one at a time. */
export async function createTenantExport(
  ctx: TenancyContext,
  input: { auditLog?: boolean | null },
): Promise<TenantExport> {
  const tenantId = authorize(ctx, "tenant-export:create");
  requireFresh(ctx, "createTenantExport");
  const hasAudit = input.auditLog ?? true;
  requireAllOf(ctx, hasAudit);
  const id = newUuid();
  const payload: ExportPayload = { exportId: id };
  try {
    const [inserted] = await flushAsTenant(ctx.db, tenantId, [
      {
        name: "create_tenant_export",
        text: `insert into tenancy.tenant_export (tenant_id, id, status, has_audit, created_by)
               values ($1, $2, 'QUEUED', $3, $4) returning created_at`,
        values: [tenantId, id, hasAudit, ctx.principal.id],
      },
      enqueueJob(ctx, tenantId, { id, kind: EXPORT_JOB, key: id, payload }),
      appendOutbox(tenantId, [{ type: "tenant-export.created", subject: id, payload: {} }]),
      appendAudit(ctx, tenantId, { action: "tenant-export.create", target: encodeId("tenantExport", id) }),
    ]);
    const [{ created_at: createdAt }] = inserted as [{ created_at: string }];
    return {
      id: encodeId("tenantExport", id),
      ...{ status: "QUEUED", progress: 0, rows: 0, bytes: 0, parts: [] },
      createdBy: ctx.principal.id,
      ...{ createdAt, finishedAt: null, expiresAt: null },
    };
  } catch (error) {
    if (violatedConstraint(error) !== "tenant_export_at_once") throw error;
    throw conflict("Another export of this tenant is under way. Wait until it has ended.", error);
  }
}
