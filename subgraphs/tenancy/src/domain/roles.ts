import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { ROLE_COLUMNS, type RoleRow, toRole } from "../role-row.ts";
import { ROLES, type Role } from "../roles.ts";

/** Every role of the tenant: the predefined ones, then its own by name. */
export async function roles(ctx: TenancyContext): Promise<readonly Role[]> {
  const tenantId = authorize(ctx, "role:read");
  const rows = await readAsTenant<RoleRow>(ctx.db, tenantId, {
    name: "roles",
    text: `select ${ROLE_COLUMNS} from tenancy.role where tenant_id = $1 order by name`,
    values: [tenantId],
  });
  return [...ROLES, ...rows.map(toRole)];
}
