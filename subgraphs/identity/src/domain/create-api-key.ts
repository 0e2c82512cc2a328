import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant } from "@bulkhead/kernel/database.ts";
import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { digestApiKey } from "../api-key-digest.ts";
import { makeApiKey } from "../api-key-format.ts";
import { API_KEY_COLUMNS, type ApiKey, type ApiKeyRow, toApiKey } from "../api-key-row.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";

export interface NewApiKey {
  apiKey: ApiKey;
  /** Shown once, here. */
  key: string;
}

/** Makes a key bound to a role. Nobody makes a key that may do more than they may themselves. */
export async function createApiKey(ctx: IdentityContext, input: { name: string; role: string }): Promise<NewApiKey> {
  const tenantId = authorize(ctx, "api-key:create");
  requireFresh(ctx, "createApiKey");
  const faults: FieldFault[] = [];
  const name = readName(input.name, "input.name", faults);
  refuseFaults(faults);
  const { role } = input;
  await checkRole(ctx, tenantId, role);

  const id = newUuid();
  const version = ctx.peppers.current;
  const key = makeApiKey(ctx.environment, id);
  const digest = digestApiKey(ctx.peppers, version, key);
  if (!digest) throw new Error(`pepper ${version} is current and not configured`);
  const [inserted] = await flushAsTenant(ctx.db, tenantId, [
    {
      name: "create_api_key",
      text: `insert into identity.api_key (tenant_id, id, name, role, pepper_version, digest, created_by)
             values ($1, $2, $3, $4, $5, $6, $7) returning ${API_KEY_COLUMNS}`,
      values: [tenantId, id, name, role, version, digest, ctx.principal.id],
    },
    appendOutbox(tenantId, [{ type: "api-key.created", subject: id, payload: { role } }]),
    appendAudit(ctx, tenantId, {
      action: "api-key.create",
      target: encodeId("apiKey", id),
      detail: { role },
      personal: { name },
    }),
  ]);
  return { apiKey: toApiKey((inserted as ApiKeyRow[])[0] as ApiKeyRow), key };
}
