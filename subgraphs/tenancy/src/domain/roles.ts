import { notFound } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { findRole, ROLES, type Role } from "../roles.ts";

/** Every role of the tenant. */
export function roles(ctx: TenancyContext): readonly Role[] {
  authorize(ctx, "role:read");
  return ROLES;
}

/** One role by name, for those who hold it. */
export function role(ctx: TenancyContext, args: { name: string }): Role {
  authorize(ctx, "role:read");
  const found = findRole(args.name);
  if (!found) throw notFound();
  return found;
}
