import { appendAudit } from "@bulkhead/kernel/audit.ts";
import { withTenant } from "@bulkhead/kernel/database.ts";
import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { readName, refuseFaults } from "@bulkhead/kernel/input.ts";
import { appendOutbox } from "@bulkhead/kernel/outbox.ts";
import { authorize, requireHolds } from "@bulkhead/kernel/principal.ts";
import { requireFresh } from "@bulkhead/kernel/step-up.ts";
import type { TenancyContext } from "../context.ts";
import { readCollections, readPermissions } from "../role-input.ts";
import { ROLE_COLUMNS, type RoleRow, roleToChange, toRole } from "../role-row.ts";
import { predefinedRole, type Role } from "../roles.ts";

export interface UpdateRoleInput {
  name: string;
  version: number;
  description?: string | null | undefined;
  permissions?: readonly string[] | null | undefined;
  collections?: readonly string[] | null | undefined;
}

/**
 * Changes what a role of the tenant's own allows, for everybody who holds it. Nobody changes a role that gives what they
 * lack, before or after: neither to raise it nor to break it.
 */
export async function updateRole(ctx: TenancyContext, input: UpdateRoleInput): Promise<Role> {
  const tenantId = authorize(ctx, "role:update");
  requireFresh(ctx, "updateRole");
  if (predefinedRole(input.name)) throw immutable();
  const faults: FieldFault[] = [];
  const description = input.description == null ? undefined : readName(input.description, "input.description", faults);
  const permissions = input.permissions == null ? undefined : readPermissions(input.permissions, faults);
  const collections = input.collections === undefined ? undefined : readCollections(input.collections, faults);
  refuseFaults(faults);

  const role = await withTenant(ctx.db, tenantId, async (tx) => {
    const before = await roleToChange(tx, input.name);
    requireHolds(ctx, toRole(before));
    if (before.version !== input.version) throw versionMismatch();
    const after: RoleRow = {
      ...before,
      description: description ?? before.description,
      permissions: permissions ?? before.permissions,
      collections: collections === undefined ? before.collections : collections,
    };
    requireHolds(ctx, toRole(after));
    const { id, name } = before;
    const [updated] = await tx.commit<[RoleRow]>([
      {
        name: "update_role",
        text: `update tenancy.role set description = $3, permissions = $4, collections = $5, version = version + 1,
                 updated_at = now() where tenant_id = $1 and id = $2 returning ${ROLE_COLUMNS}`,
        values: [tenantId, id, after.description, after.permissions, after.collections],
      },
      appendOutbox(tenantId, [{ type: "role.updated", subject: id, payload: { name } }]),
      appendAudit(ctx, tenantId, {
        action: "role.update",
        target: encodeId("role", id),
        detail: { name, ...changesOf(before, after) },
      }),
    ]);
    return toRole(updated[0] as RoleRow);
  });
  await ctx.feed.settled();
  return role;
}

function changesOf(before: RoleRow, after: RoleRow) {
  const without = (one: string[], other: string[]) => one.filter((name) => !other.includes(name));
  return {
    added: without(after.permissions, before.permissions),
    removed: without(before.permissions, after.permissions),
    ...(after.collections ? { collections: after.collections } : {}),
  };
}

export function immutable(): AppError {
  const message =
    "Admin, Developer and Viewer are predefined and stay as they are. Make a role of your own: createRole.";
  return new AppError("CONFLICT", message);
}

function versionMismatch(): AppError {
  const message = "The role has changed since you read that version. Read it again and repeat your change.";
  return new AppError("VERSION_MISMATCH", message);
}
