import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant, type Transaction, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault, notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { type ApiKey, type ApiKeyRow, toApiKey } from "../api-key-row.ts";
import { removedAlready, serviceAccountToShare } from "../change-service-account.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";
import { makeKey } from "../new-api-key.ts";

export interface CreateApiKeyInput {
  name: string;
  role?: string | null | undefined;
  serviceAccountId?: string | null | undefined;
}

export interface NewApiKey {
  apiKey: ApiKey;
  /** Shown once, here. */
  key: string;
}

/** Makes a key with a role, or with that of a service account. Nobody makes one that may do more than they may themselves. */
export async function createApiKey(ctx: IdentityContext, input: CreateApiKeyInput): Promise<NewApiKey> {
  const tenantId = authorize(ctx, "api-key:create");
  requireFresh(ctx, "createApiKey");
  const faults: FieldFault[] = [];
  const name = readName(input.name, "input.name", faults);
  const account = await readWhose(ctx, tenantId, input, faults);
  refuseFaults(faults);
  const role = account?.role ?? input.role ?? "";
  await checkRole(ctx, tenantId, role);

  const { id, key, statement } = makeKey(ctx, tenantId, name, account ? { serviceAccountId: account.id } : { role });
  const detail = { role, ...(account && { serviceAccountId: encodeId("serviceAccount", account.id) }) };
  const statements = [
    statement,
    appendOutbox(tenantId, [{ type: "api-key.created", subject: id, payload: { role } }]),
    appendAudit(ctx, tenantId, {
      action: "api-key.create",
      target: encodeId("apiKey", id),
      detail,
      personal: { name },
    }),
  ];
  const [inserted] = await (account
    ? withTenant(ctx.db, tenantId, async (tx) => {
        await holdRole(tx, account);
        return tx.commit(statements);
      })
    : flushAsTenant(ctx.db, tenantId, statements));
  return { apiKey: toApiKey((inserted as ApiKeyRow[])[0] as ApiKeyRow), key };
}

/** The service account that is named, by uuid, with the role it has now; undefined for a key with a role of its own. */
async function readWhose(ctx: IdentityContext, tenantId: string, input: CreateApiKeyInput, faults: FieldFault[]) {
  const { role, serviceAccountId } = input;
  if ((role == null) === (serviceAccountId == null)) {
    const message = "Give either role or serviceAccountId: a key has a role of its own, or that of a service account.";
    faults.push({ path: "input.role", code: "ONE_OF", message });
  }
  if (serviceAccountId == null) return undefined;
  const uuid = decodeId("serviceAccount", serviceAccountId, "input.serviceAccountId");
  const account = await ctx.loaders.serviceAccount(tenantId, uuid);
  if (!account) throw notFound();
  return account;
}

/** Until the transaction ends the account is there, with the role that was checked. */
async function holdRole(tx: Transaction, account: { id: string; role: string }): Promise<void> {
  const held = await serviceAccountToShare(tx, account.id);
  if (held.removed_at !== null) throw removedAlready();
  if (held.role !== account.role)
    throw new AppError("CONFLICT", "The role of this service account has just changed. Try again.");
}
