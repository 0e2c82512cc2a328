import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { flushAsTenant, violatedConstraint } from "@bulkhead/kernel/database.ts";
import { conflict, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { checkRole } from "../check-role.ts";
import type { IdentityContext } from "../context.ts";
import {
  SERVICE_ACCOUNT_COLUMNS,
  type ServiceAccount,
  type ServiceAccountRow,
  toServiceAccount,
} from "../service-account-row.ts";

export interface CreateServiceAccountInput {
  name: string;
  role: string;
  description?: string | null | undefined;
}

/** Makes a principal that is nobody, for programs. It may do nothing yet: that takes a key. */
export async function createServiceAccount(
  ctx: IdentityContext,
  input: CreateServiceAccountInput,
): Promise<ServiceAccount> {
  const tenantId = authorize(ctx, "service-account:create");
  requireFresh(ctx, "createServiceAccount");
  const faults: FieldFault[] = [];
  const name = readName(input.name, "input.name", faults);
  const isDescribed = input.description != null && input.description.trim() !== "";
  const description = isDescribed ? readName(input.description ?? "", "input.description", faults) : "";
  refuseFaults(faults);
  const { role } = input;
  await checkRole(ctx, tenantId, role);

  const id = newUuid();
  try {
    const [inserted] = await flushAsTenant(ctx.db, tenantId, [
      {
        name: "create_service_account",
        text: `insert into identity.service_account (tenant_id, id, name, name_key, description, role, created_by)
               values ($1, $2, $3, $4, $5, $6, $7) returning ${SERVICE_ACCOUNT_COLUMNS}`,
        values: [tenantId, id, name, name.toLowerCase(), description, role, ctx.principal.id],
      },
      appendOutbox(tenantId, [{ type: "service-account.created", subject: id, payload: { role } }]),
      appendAudit(ctx, tenantId, {
        action: "service-account.create",
        target: encodeId("serviceAccount", id),
        detail: { role },
        personal: { name },
      }),
    ]);
    return toServiceAccount((inserted as ServiceAccountRow[])[0] as ServiceAccountRow);
  } catch (error) {
    if (violatedConstraint(error) !== "service_account_once_per_name") throw error;
    const message = "A service account with this name exists already in your tenant.";
    throw conflict(message, error, [{ path: "input.name", code: "TAKEN", message }]);
  }
}
