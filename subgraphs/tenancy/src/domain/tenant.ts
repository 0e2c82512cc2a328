import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { selectTenant, type Tenant, type TenantRow, toTenant } from "../tenant-row.ts";

/** The caller's tenant. An id, when one is given, must be its: every other id is unknown here. */
export async function tenant(ctx: TenancyContext, args: { id?: string } = {}): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:read");
  if (args.id !== undefined && decodeId("tenant", args.id, "id") !== tenantId) throw notFound();
  const [row] = await readAsTenant<TenantRow>(ctx.db, tenantId, selectTenant(tenantId));
  if (!row) throw notFound();
  return toTenant(tenantId, row);
}
