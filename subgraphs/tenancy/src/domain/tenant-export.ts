import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type ExportRow, SELECT_EXPORT, type TenantExport, toTenantExport } from "../exports/export-row.ts";
import { requireAllOf } from "../exports/may-export.ts";

/** One export of the tenant. */
export async function tenantExport(ctx: TenancyContext, args: { id: string }): Promise<TenantExport> {
  const tenantId = authorize(ctx, "tenant-export:read");
  const [row] = await readAsTenant<ExportRow>(ctx.db, tenantId, {
    name: "tenant_export",
    text: `${SELECT_EXPORT} where e.tenant_id = $1 and e.id = $2`,
    values: [tenantId, decodeId("tenantExport", args.id, "id")],
  });
  if (!row) throw notFound();
  requireAllOf(ctx, row.has_audit);
  return toTenantExport(row);
}
