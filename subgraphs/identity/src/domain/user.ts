import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import { toUser, type User } from "../user-row.ts";

/** One user; those asked for in the same request are read together. */
export async function user(ctx: IdentityContext, args: { id: string }): Promise<User> {
  const tenantId = authorize(ctx, "user:read");
  const row = await ctx.loaders.user(tenantId, decodeId("user", args.id, "id"));
  if (!row) throw notFound();
  return toUser(row);
}
