import type { Statement, Transaction } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import { turnAtTenant } from "./change-members.ts";

/** A tenant as the schema shows it. */
export interface Tenant {
  id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  statusReason: string | null;
  closesAt: string | null;
  closedAt: string | null;
  createdAt: string;
}

export interface TenantRow {
  slug: string;
  name: string;
  status: TenantStatus;
  suspended_reason: string | null;
  close_reason: string | null;
  closes_at: string | null;
  closed_at: string | null;
  created_at: string;
}

const COLUMNS = "slug, name, status, suspended_reason, close_reason, closes_at, closed_at, created_at";

export function selectTenant(tenantId: string): Statement {
  const text = `select ${COLUMNS} from tenancy.tenant where tenant_id = $1`;
  return { name: "tenant", text, values: [tenantId] };
}

/** The same for a change of it: two changes of one tenant's status happen one after the other. Errors: NOT_FOUND. */
export async function tenantToChange(tx: Transaction): Promise<TenantRow & { plan: string }> {
  const [, [row]] = await Promise.all([
    tx.query(turnAtTenant(tx.tenantId)),
    tx.query<TenantRow & { plan: string }>({
      name: "tenant_to_change",
      text: `select ${COLUMNS}, plan from tenancy.tenant where tenant_id = $1`,
      values: [tx.tenantId],
    }),
  ]);
  if (!row) throw notFound();
  return row;
}

export function toTenant(tenantId: string, row: TenantRow): Tenant {
  return {
    id: encodeId("tenant", tenantId),
    slug: row.slug,
    name: row.name,
    status: row.status,
    statusReason: row.suspended_reason ?? row.close_reason,
    closesAt: row.closes_at,
    closedAt: row.closed_at,
    createdAt: row.created_at,
  };
}
