import {
  type Connection,
  type ConnectionArgs,
  type Page,
  readPage,
  toConnection,
} from "@bulkhead/kernel/connection.ts";
import { queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { TenancyContext } from "../context.ts";
import { MANAGED_COLUMNS, type ManagedTenant, type ManagedTenantRow, toManagedTenant } from "../managed-tenant.ts";

interface TenantFilter {
  text?: string | null;
  status?: TenantStatus | null;
  plan?: string | null;
}

export interface TenantsArgs extends ConnectionArgs {
  filter?: TenantFilter | null;
}

const SCOPE = "tenants";

/** Every tenant of the installation, oldest first; by a part of slug or name, by its whole id, by status and plan. */
export async function tenants(ctx: TenancyContext, args: TenantsArgs): Promise<Connection<ManagedTenant>> {
  const tenantId = authorize(ctx, "tenant-directory:read");
  const page = readPage(args);
  const position = page.cursor === null ? undefined : String(ctx.cursors.open(tenantId, SCOPE, page.cursor)[0]);
  const rows = await queryOutsideTenants<ManagedTenantRow>(
    ctx.operatorDb,
    selectTenants(page, position, args.filter ?? {}),
  );
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.tenant_id]), toManagedTenant);
}

/** Only what is asked for stands in it: a condition that may be absent could not be answered by an index. */
function selectTenants(page: Page, position: string | undefined, { text, status, plan }: TenantFilter): Statement {
  const values: unknown[] = [];
  const param = (value: unknown) => `$${values.push(value)}`;
  const [beyond, order] = page.backward ? ["<", "desc"] : [">", "asc"];
  const typed = text?.trim() ?? "";
  const conditions = {
    after: position && `tenant_id ${beyond} ${param(position)}`,
    text: typed && textCondition(typed, param),
    status: status && `status = ${param(status)}`,
    plan: plan != null && `plan = ${param(plan)}`,
  };
  const given = Object.entries(conditions).filter(([, condition]) => condition);
  const where = given.length === 0 ? "" : `where ${given.map(([, condition]) => condition).join(" and ")}`;
  const select = `select ${MANAGED_COLUMNS} from tenancy.tenant ${where}
    order by tenant_id ${order} limit ${param(page.limit + 1)}`;
  // How a text is best looked for depends on how many have it, so that is planned anew each time.
  if (typed) return { text: select, values };
  return { name: ["tenants", order, ...given.map(([what]) => what)].join("_"), text: select, values };
}

/** A text of one or two letters has no trigram, and many tenants have it: the first of them are soon found. */
function textCondition(typed: string, param: (value: unknown) => string): string {
  const id = tryDecodeId("tenant", typed);
  if (id !== undefined) return `tenant_id = ${param(id)}`;
  const part = param(typed);
  const exact = `(position(lower(${part}) in slug) > 0 or position(lower(${part}) in lower(name)) > 0)`;
  if ([...typed].length < 3) return exact;
  return `tenancy.trigrams(slug || ' ' || lower(name)) @> tenancy.trigrams(lower(${part})) and ${exact}`;
}
