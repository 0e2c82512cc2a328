import { notFound } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type ManagedTenant, readManagedTenant } from "../managed-tenant.ts";

/** The tenant that an operator is at work in. */
export async function tenantById(ctx: TenancyContext): Promise<ManagedTenant> {
  const tenantId = authorize(ctx, "tenant-directory:read");
  const found = await readManagedTenant(ctx.operatorDb, tenantId);
  if (!found) throw notFound();
  return found;
}
