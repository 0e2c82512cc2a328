import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Statement, withTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { API_KEY_COLUMNS, type ApiKey, type ApiKeyRow, toApiKey } from "../api-key-row.ts";
import type { IdentityContext } from "../context.ts";

/** Ends a key at once: when this answers, this process refuses it, and the others do as soon as the feed reaches them. */
export async function revokeApiKey(ctx: IdentityContext, input: { id: string }): Promise<ApiKey> {
  const tenantId = authorize(ctx, "api-key:revoke");
  const id = decodeId("apiKey", input.id, "input.id");

  const row = await withTenant(ctx.db, tenantId, async (tx) => {
    const [before] = await tx.query<ApiKeyRow>(selectKey(tenantId, id));
    if (!before) throw notFound();
    const changed = before.revoked_at === null;
    const target = encodeId("apiKey", id);
    if (changed)
      tx.surelyAtEnd({
        name: "revoke_api_key",
        text: `update identity.api_key set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null
               returning 1`,
        values: [tenantId, id],
      });
    const [[after]] = await tx.commit<[ApiKeyRow]>([
      selectKey(tenantId, id),
      appendOutbox(tenantId, changed ? [{ type: "api-key.revoked", subject: id, payload: {} }] : []),
      appendAudit(ctx, tenantId, { action: "api-key.revoke", target, detail: { changed } }),
    ]);
    return after as ApiKeyRow;
  });
  ctx.forgetApiKey(id);
  await ctx.feed.settled();
  return toApiKey(row);
}

function selectKey(tenantId: string, id: string): Statement {
  return {
    name: "api_key_to_revoke",
    text: `select ${API_KEY_COLUMNS} from identity.api_key where tenant_id = $1 and id = $2`,
    values: [tenantId, id],
  };
}
