import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { type Member, toMember } from "../member-row.ts";

/** One member; those asked for in the same request are read together. */
export async function member(ctx: TenancyContext, args: { id: string }): Promise<Member> {
  const tenantId = authorize(ctx, "member:read");
  const row = await ctx.loaders.member(tenantId, decodeId("member", args.id, "id"));
  if (!row) throw notFound();
  return toMember(row);
}
