import type { Statement } from "@bulkhead/kernel/database.ts";
import { newUuid } from "@bulkhead/kernel/id.ts";
import { digestApiKey } from "./api-key-digest.ts";
import { makeApiKey } from "./api-key-format.ts";
import { API_KEY_COLUMNS } from "./api-key-row.ts";
import type { IdentityContext } from "./context.ts";

/** Whose role a key has: its own, or that of a service account, by uuid. */
export type KeyRole = { role: string } | { serviceAccountId: string };

/** A key and the statement that keeps its digest. */
export function makeKey(ctx: IdentityContext, tenantId: string, name: string, whose: KeyRole) {
  const id = newUuid();
  const version = ctx.peppers.current;
  const key = makeApiKey(ctx.environment, id);
  const digest = digestApiKey(ctx.peppers, version, key);
  if (!digest) throw new Error(`pepper ${version} is current and not configured`);
  const role = "role" in whose ? whose.role : null;
  const account = "role" in whose ? null : whose.serviceAccountId;
  const statement: Statement = {
    name: "create_api_key",
    text: `insert into identity.api_key
             (tenant_id, id, name, role, service_account_id, pepper_version, digest, created_by)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${API_KEY_COLUMNS}`,
    values: [tenantId, id, name, role, account, version, digest, ctx.principal.id],
  };
  return { id, key, statement };
}
