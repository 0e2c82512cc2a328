import { AppError, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { callingUser } from "../caller.ts";
import { isOfInstallation } from "../client-owner.ts";
import type { IdentityContext } from "../context.ts";

/** Those that are left are read when they are asked for. */
export interface RemovedFactor {
  id: string;
}

/**
 * Removes one of the caller's own second factors. Other tenants may rely on it, and its owner hears of it by mail: that it is
 * gone is recorded by the account, in every tenant of it, as `factor.remove`.
 */
export async function removeFactor(ctx: IdentityContext, input: { id: string }): Promise<RemovedFactor> {
  const tenantId = authorize(ctx, "factor:remove");
  requireFresh(ctx, "removeFactor");
  const id = decodeId("factor", input.id, "input.id");
  const caller = callingUser(ctx.principal);
  if (!caller) throw notFound();
  if (!(await isOfInstallation(ctx))) throw ofTenant(ctx);
  const { requestId, clientAddress } = ctx;
  const user = { tenantId, userId: caller.userId };
  if (!(await ctx.accounts.removeFactor({ requestId, clientAddress }, user, id))) throw notFound();
  return { id: input.id };
}

function ofTenant({ publicOrigin }: IdentityContext): AppError {
  const where = `${publicOrigin}/account`;
  return new AppError(
    "FORBIDDEN",
    `An account stands above tenants, and this application was registered by one. Send the person to ${where} instead.`,
  );
}
