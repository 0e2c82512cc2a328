import { type Database, queryOutsideTenants, type Statement } from "@bulkhead/kernel/database.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";

/** A tenant as operators of the platform see it: what it is called and how it stands, and nothing that it holds. */
export interface ManagedTenant {
  /** `ten_…` */
  id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  statusReason: string | null;
  plan: string;
  region: string;
  memberCount: number;
  createdAt: string;
  closesAt: string | null;
}

export interface ManagedTenantRow {
  tenant_id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  suspended_reason: string | null;
  plan: string;
  region: string;
  member_count: number;
  created_at: string;
  closes_at: string | null;
}

export const TENANT_COLUMNS = "tenant_id, slug, name, status, suspended_reason, plan, region, created_at, closes_at";

export const MANAGED_COLUMNS = `${TENANT_COLUMNS},
  (select count(*)::int from tenancy.member where member.tenant_id = tenant.tenant_id) as member_count`;

export function toManagedTenant(row: ManagedTenantRow): ManagedTenant {
  return {
    id: encodeId("tenant", row.tenant_id),
    slug: row.slug,
    name: row.name,
    status: row.status,
    statusReason: row.suspended_reason,
    plan: row.plan,
    region: row.region,
    memberCount: row.member_count,
    createdAt: row.created_at,
    closesAt: row.closes_at,
  };
}

/** By uuid; `db` is signed in as bulkhead_operator. */
export async function readManagedTenant(db: Database, tenantId: string): Promise<ManagedTenant | undefined> {
  const statement: Statement = {
    name: "managed_tenant",
    text: `select ${MANAGED_COLUMNS} from tenancy.tenant where tenant_id = $1`,
    values: [tenantId],
  };
  const [row] = await queryOutsideTenants<ManagedTenantRow>(db, statement);
  return row && toManagedTenant(row);
}
