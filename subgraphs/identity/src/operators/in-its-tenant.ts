import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { INSTALLATION_ID } from "@bulkhead/kernel/installation.ts";
import type { OperatorContext } from "./operators.ts";

/** An operator at work in the tenant of an impersonation; of one that there is not, in none that has any. */
export async function inItsTenant<C extends OperatorContext>(ctx: C, id: string): Promise<C> {
  if (ctx.principal.kind !== "operator") return ctx;
  const uuid = tryDecodeId("impersonation", id);
  const tenantId = (uuid && (await ctx.operators.tenantOfImpersonation(uuid))) || INSTALLATION_ID;
  return { ...ctx, principal: { ...ctx.principal, tenantId } };
}
