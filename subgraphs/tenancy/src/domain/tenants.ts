import { type Connection, type ConnectionArgs, readPage, toConnection } from "@bulkhead/kernel/connection.ts";
import { queryOutsideTenants } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { TenancyContext } from "../context.ts";
import { MANAGED_COLUMNS, type ManagedTenant, type ManagedTenantRow, toManagedTenant } from "../managed-tenant.ts";

export interface TenantsArgs extends ConnectionArgs {
  filter?: { text?: string | null; status?: TenantStatus | null; plan?: string | null } | null;
}

const SCOPE = "tenants";

/** Every tenant of the installation, oldest first; by a part of slug or name, by its whole id, by status and plan. */
export async function tenants(ctx: TenancyContext, args: TenantsArgs): Promise<Connection<ManagedTenant>> {
  const tenantId = authorize(ctx, "tenant-directory:read");
  const page = readPage(args);
  const position = page.cursor === null ? null : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const { text, status, plan } = args.filter ?? {};
  const typed = text?.trim() ?? "";
  const [beyond, order] = page.backward ? ["<", "desc"] : [">", "asc"];
  const rows = await queryOutsideTenants<ManagedTenantRow>(ctx.operatorDb, {
    name: `tenants_${order}`,
    text: `select ${MANAGED_COLUMNS} from tenancy.tenant
           where ($1::uuid is null or tenant_id ${beyond} $1) and ($2 = '' or tenant_id = $3::uuid
               or position(lower($2) in slug) > 0 or position(lower($2) in lower(name)) > 0)
             and ($4::text is null or status = $4) and ($5::text is null or plan = $5)
           order by tenant_id ${order} limit $6`,
    values: [position, typed, tryDecodeId("tenant", typed) ?? null, status ?? null, plan ?? null, page.limit + 1],
  });
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.tenant_id]), toManagedTenant);
}
