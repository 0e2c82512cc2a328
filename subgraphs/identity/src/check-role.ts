import { notFound } from "@bulkhead/kernel/error.ts";
import { requireHolds } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "./context.ts";

/**
 * Nobody gives a credential more than they may themselves. Errors: NOT_FOUND (the tenant has no such role), FORBIDDEN
 * (it holds what the caller lacks).
 */
export async function checkRole(ctx: IdentityContext, tenantId: string, role: string): Promise<void> {
  const grant = await ctx.roleGrantOf(tenantId, role);
  if (!grant) throw notFound();
  requireHolds(ctx, grant);
}
