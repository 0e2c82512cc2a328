import { notFound } from "@bulkhead/kernel/error.ts";
import { forbidden } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "./context.ts";

/**
 * Nobody gives a credential more than they may themselves. Errors: NOT_FOUND (the tenant has no such role), FORBIDDEN
 * (it holds what the caller lacks).
 */
export async function checkRole(ctx: IdentityContext, tenantId: string, role: string): Promise<void> {
  const permissions = await ctx.rolePermissions(tenantId, role);
  if (!permissions) throw notFound();
  const missing = [...permissions].filter((permission) => !ctx.principal.permissions.has(permission));
  if (missing.length > 0) throw forbidden(missing.sort());
}
