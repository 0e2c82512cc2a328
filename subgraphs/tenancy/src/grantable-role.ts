import { notFound } from "@bulkhead/kernel/error.ts";
import { authorizeSignedIn, requireHolds } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "./context.ts";
import { readRole } from "./role-row.ts";
import type { Role } from "./roles.ts";

/**
 * The role by that name, if the caller may hand it on. Errors: NOT_FOUND (the tenant has no such role), FORBIDDEN (it
 * gives what the caller lacks).
 */
export async function grantableRole(ctx: TenancyContext, name: string): Promise<Role> {
  const role = await readRole(ctx.db, authorizeSignedIn(ctx), name);
  if (!role) throw notFound();
  requireHolds(ctx, role);
  return role;
}
