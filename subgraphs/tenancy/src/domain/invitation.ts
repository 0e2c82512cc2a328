import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type Invitation, toInvitation } from "../invitation-row.ts";

/** One invitation; those asked for in the same request are read together. */
export async function invitation(ctx: TenancyContext, args: { id: string }): Promise<Invitation> {
  const tenantId = authorize(ctx, "invitation:read");
  const row = await ctx.loaders.invitation(tenantId, decodeId("invitation", args.id, "id"));
  if (!row) throw notFound();
  return toInvitation(row);
}
