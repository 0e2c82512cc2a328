import { notFound } from "@bulkhead/kernel/error.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import type { Role } from "../roles.ts";

/** One role by name. */
export async function role(ctx: TenancyContext, args: { name: string }): Promise<Role> {
  const tenantId = authorize(ctx, "role:read");
  const found = await ctx.loaders.role(tenantId, args.name);
  if (!found) throw notFound();
  return found;
}
