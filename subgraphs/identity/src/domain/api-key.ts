import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { type ApiKey, toApiKey } from "../api-key-row.ts";
import type { IdentityContext } from "../context.ts";

/** One API key, for references from other subgraphs. */
export async function apiKey(ctx: IdentityContext, args: { id: string }): Promise<ApiKey> {
  const tenantId = authorize(ctx, "api-key:read");
  const row = await ctx.loaders.apiKey(tenantId, decodeId("apiKey", args.id, "id"));
  if (!row) throw notFound();
  return toApiKey(row);
}
