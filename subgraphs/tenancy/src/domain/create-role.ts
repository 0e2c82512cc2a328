import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { violatedConstraint, withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId, newUuid } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireHolds } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import { takeTurn } from "@bulkhead/kernel/turn.ts";
import type { TenancyContext } from "../context.ts";
import { MAX_ROLES, readCollections, readPermissions, readRoleName } from "../role-input.ts";
import { ROLE_COLUMNS, type RoleRow, toRole } from "../role-row.ts";
import type { Role } from "../roles.ts";

export interface CreateRoleInput {
  name: string;
  description: string;
  permissions: readonly string[];
  collections?: readonly string[] | null | undefined;
}

/** Makes a role of the tenant's own, which gives nothing that its maker lacks. */
export async function createRole(ctx: TenancyContext, input: CreateRoleInput): Promise<Role> {
  const tenantId = authorize(ctx, "role:create");
  requireFresh(ctx, "createRole");
  const faults: FieldFault[] = [];
  const name = readRoleName(input.name, faults);
  const description = readName(input.description, "input.description", faults);
  const permissions = readPermissions(input.permissions, faults);
  const collections = readCollections(input.collections, faults);
  refuseFaults(faults);
  requireHolds(ctx, { permissions, collections: collections ?? undefined });

  const id = newUuid();
  try {
    return await withTenant(ctx.db, tenantId, async (tx) => {
      const [, [counted]] = await Promise.all([
        tx.query(takeTurn(`roles ${tenantId}`)),
        tx.query<{ count: number }>({
          name: "count_roles",
          text: "select count(*)::int as count from tenancy.role where tenant_id = $1",
          values: [tenantId],
        }),
      ]);
      if ((counted?.count ?? 0) >= MAX_ROLES)
        throw new AppError("CONFLICT", `This tenant has the ${MAX_ROLES} roles it may have. Delete one of them first.`);
      const [[row]] = await tx.commit<[RoleRow]>([
        {
          name: "create_role",
          text: `insert into tenancy.role (tenant_id, id, name, description, permissions, collections, created_by)
                 values ($1, $2, $3, $4, $5, $6, $7) returning ${ROLE_COLUMNS}`,
          values: [tenantId, id, name, description, permissions, collections, ctx.principal.id],
        },
        appendOutbox(tenantId, [{ type: "role.created", subject: id, payload: { name } }]),
        appendAudit(ctx, tenantId, {
          action: "role.create",
          target: encodeId("role", id),
          detail: { name, permissions, ...(collections ? { collections } : {}) },
        }),
      ]);
      return toRole(row as RoleRow);
    });
  } catch (error) {
    if (violatedConstraint(error) !== "role_once_per_name") throw error;
    throw nameTaken(error);
  }
}

function nameTaken(cause: unknown): AppError {
  const message = "A role of this name exists. Choose another name, or use updateRole.";
  return new AppError("CONFLICT", message, { fields: [{ path: "input.name", code: "NAME_TAKEN", message }], cause });
}
