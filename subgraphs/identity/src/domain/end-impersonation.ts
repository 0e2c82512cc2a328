import { readAsTenant, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { IdentityContext } from "../context.ts";
import {
  endRunning,
  type Impersonation,
  type ImpersonationRow,
  selectImpersonation,
  toImpersonation,
} from "../operators/impersonations.ts";

/** Ends an impersonation at once, everywhere. One that has ended or is over is answered as it is. */
export async function endImpersonation(ctx: IdentityContext, input: { id: string }): Promise<Impersonation> {
  const tenantId = authorize(ctx, "impersonation:end");
  const id = decodeId("impersonation", input.id, "input.id");
  const ended = await withTenant(ctx.db, tenantId, (tx) => endRunning(tx, ctx, id));
  await ctx.feed.settled();
  if (ended) return toImpersonation(ended);
  const [known] = await readAsTenant<ImpersonationRow>(ctx.db, tenantId, selectImpersonation(tenantId, id));
  if (!known) throw notFound();
  return toImpersonation(known);
}
