import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireHolds } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { roleToChange, toRole } from "../role-row.ts";
import { predefinedRole } from "../roles.ts";
import { immutable } from "./update-role.ts";

/**
 * Deletes a role that nobody holds. A credential that is made with it at the same moment opens nothing, as no role of that
 * name allows anything any more.
 */
export async function deleteRole(ctx: TenancyContext, input: { name: string }): Promise<{ name: string }> {
  const tenantId = authorize(ctx, "role:delete");
  requireFresh(ctx, "deleteRole");
  const { name } = input;
  if (predefinedRole(name)) throw immutable();
  const credentials = await ctx.roleHolders(tenantId, name);

  await withTenant(ctx.db, tenantId, async (tx) => {
    // Waits for those who are giving it to somebody, whose members are then seen below.
    const row = await roleToChange(tx, name);
    requireHolds(ctx, toRole(row));
    const [held] = await tx.query<{ members: number }>({
      name: "members_with_role",
      text: "select count(*)::int as members from tenancy.member where tenant_id = $1 and role = $2",
      values: [tenantId, name],
    });
    if (held?.members || credentials > 0) throw inUse(held?.members ?? 0, credentials);
    await tx.commit([
      {
        name: "delete_role",
        text: "delete from tenancy.role where tenant_id = $1 and id = $2",
        values: [tenantId, row.id],
      },
      appendOutbox(tenantId, [{ type: "role.deleted", subject: row.id, payload: { name } }]),
      appendAudit(ctx, tenantId, { action: "role.delete", target: encodeId("role", row.id), detail: { name } }),
    ]);
  });
  return { name };
}

function inUse(members: number, credentials: number): AppError {
  const message = `The role is held by ${members} members and ${credentials} keys, machines and accounts. Give them another one first.`;
  return new AppError("CONFLICT", message, { extensions: { members, credentials } });
}
