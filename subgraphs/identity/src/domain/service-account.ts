import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { ApiKey } from "../api-key-row.ts";
import type { IdentityContext } from "../context.ts";
import { type ServiceAccount, toServiceAccount } from "../service-account-row.ts";

/** One service account; those asked for in the same request are read together. */
export async function serviceAccount(ctx: IdentityContext, args: { id: string }): Promise<ServiceAccount> {
  const tenantId = authorize(ctx, "service-account:read");
  const row = await ctx.loaders.serviceAccount(tenantId, decodeId("serviceAccount", args.id, "id"));
  if (!row) throw notFound();
  return toServiceAccount(row);
}

/** The service account whose role a key has; null for a key with a role of its own. */
export async function keyServiceAccount(ctx: IdentityContext, key: ApiKey): Promise<ServiceAccount | null> {
  authorize(ctx, "service-account:read");
  return key.serviceAccountId === null ? null : serviceAccount(ctx, { id: key.serviceAccountId });
}
