import {
  type Connection,
  type ConnectionArgs,
  type Page,
  readPage,
  toConnection,
} from "@bulkhead/kernel/connection.ts";
import { type Database, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import { tryDecodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { TenancyContext } from "../context.ts";
import {
  MANAGED_COLUMNS,
  type ManagedTenant,
  type ManagedTenantRow,
  TENANT_COLUMNS,
  toManagedTenant,
} from "../managed-tenant.ts";

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
  const rows = await readTenants(ctx.operatorDb, { page, position, filter: args.filter ?? {} });
  return toConnection(rows, page, (row) => ctx.cursors.seal(tenantId, SCOPE, [row.tenant_id]), toManagedTenant);
}

interface Search {
  page: Page;
  /** uuid of the tenant before the page. */
  position: string | undefined;
  filter: TenantFilter;
}

/** How many tenants are looked at one by one before an index of texts is asked. */
const NEAR = 500;

async function readTenants(db: Database, search: Search): Promise<ManagedTenantRow[]> {
  const text = search.filter.text?.trim() ?? "";
  const find = (how: TextSearch) => queryOutsideTenants<ManagedTenantRow>(db, selectTenants(search, text, how));
  // No trigram in one or two letters; many tenants have them, and the first of them are soon found.
  if ([...text].length < 3 || tryDecodeId("tenant", text) !== undefined) return find("one by one");
  // What an index gives has to be put in order first, all of it: of a text that many have that is far more than a page.
  const near = await find("near");
  return near.length > search.page.limit ? near : find("by index");
}

type TextSearch = "one by one" | "near" | "by index";

/** Only what is asked for stands in it: a condition that may be absent could not be answered by an index. */
function selectTenants({ page, position, filter }: Search, text: string, how: TextSearch): Statement {
  const values: unknown[] = [];
  const param = (value: unknown) => `$${values.push(value)}`;
  const { status, plan } = filter;
  const [beyond, order] = page.backward ? ["<", "desc"] : [">", "asc"];
  const after = position === undefined ? [] : [["after", `tenant_id ${beyond} ${param(position)}`] as const];
  const wanted = [
    ...(text === "" ? [] : [["text", textCondition(text, how, param)] as const]),
    ...(status == null ? [] : [["status", `status = ${param(status)}`] as const]),
    ...(plan == null ? [] : [["plan", `plan = ${param(plan)}`] as const]),
  ];
  const where = (given: readonly (readonly [string, string])[]) =>
    given.length === 0 ? "" : `where ${given.map(([, condition]) => condition).join(" and ")}`;
  const inOrder = `order by tenant_id ${order}`;
  const from =
    how === "near"
      ? `(select ${TENANT_COLUMNS} from tenancy.tenant ${where(after)} ${inOrder} limit ${NEAR}) as tenant ${where(wanted)}`
      : `tenancy.tenant ${where([...after, ...wanted])}`;
  const select = `select ${MANAGED_COLUMNS} from ${from} ${inOrder} limit ${param(page.limit + 1)}`;
  // How a text is best looked for depends on how many have it, so that is planned anew each time.
  if (text !== "") return { text: select, values };
  return { name: ["tenants", order, ...[...after, ...wanted].map(([what]) => what)].join("_"), text: select, values };
}

function textCondition(text: string, how: TextSearch, param: (value: unknown) => string): string {
  const id = tryDecodeId("tenant", text);
  if (id !== undefined) return `tenant_id = ${param(id)}`;
  const part = `lower(${param(text)})`;
  const exact = `(position(${part} in slug) > 0 or position(${part} in lower(name)) > 0)`;
  if (how !== "by index") return exact;
  return `tenancy.trigrams(slug || ' ' || lower(name)) @> tenancy.covering_trigrams(${part}) and ${exact}`;
}
