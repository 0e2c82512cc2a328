import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type ExportRow, SELECT_EXPORT, type TenantExport, toTenantExport } from "../exports/export-row.ts";

const MOST = 100;

/** The tenant's exports, newest first. */
export async function tenantExports(ctx: TenancyContext): Promise<TenantExport[]> {
  const tenantId = authorize(ctx, "tenant-export:read");
  const rows = await readAsTenant<ExportRow>(ctx.db, tenantId, {
    name: "tenant_exports",
    text: `${SELECT_EXPORT} where e.tenant_id = $1 order by e.id desc limit ${MOST}`,
    values: [tenantId],
  });
  return rows.map(toTenantExport);
}
