import type { RequestContext } from "@bulkhead/kernel/context.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { forbidden } from "@bulkhead/kernel/principal.ts";
import { findRole, type Role } from "./roles.ts";

/** The role by that name, if the caller may hand it on: nobody gives away more than they hold themselves. */
export function grantableRole(ctx: RequestContext, name: string): Role {
  const role = findRole(name);
  if (!role) throw notFound();
  const missing = [...role.permissions].filter((permission) => !ctx.principal.permissions.has(permission));
  if (missing.length > 0) throw forbidden(missing.sort());
  return role;
}
