import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
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
    const revoked = await setRevoked(tx, id);
    const found = revoked ?? (await readKey(tx, id));
    if (!found) throw notFound();
    const changed = revoked !== undefined;
    const target = encodeId("apiKey", id);
    const events = changed ? [{ type: "api-key.revoked", subject: id, payload: {} }] : [];
    tx.atEnd(appendOutbox(tenantId, events));
    tx.atEnd(appendAudit(ctx, tenantId, { action: "api-key.revoke", target, detail: { changed } }));
    return found;
  });
  ctx.forgetApiKey(id);
  await ctx.feed.settled();
  return toApiKey(row);
}

async function setRevoked(tx: Transaction, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await tx.query<ApiKeyRow>({
    name: "revoke_api_key",
    text: `update identity.api_key set revoked_at = now() where tenant_id = $1 and id = $2 and revoked_at is null
           returning ${API_KEY_COLUMNS}`,
    values: [tx.tenantId, id],
  });
  return row;
}

async function readKey(tx: Transaction, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await tx.query<ApiKeyRow>({
    name: "revoked_api_key",
    text: `select ${API_KEY_COLUMNS} from identity.api_key where tenant_id = $1 and id = $2`,
    values: [tx.tenantId, id],
  });
  return row;
}
