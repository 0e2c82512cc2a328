import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { decodeId, encodeId } from "@bulkhead/kernel/id.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenantStatus } from "@bulkhead/kernel/tenant-status.ts";
import type { TenancyContext } from "../context.ts";

export interface Tenant {
  id: string;
  slug: string;
  name: string;
  status: TenantStatus;
  createdAt: string;
}

interface TenantRow {
  slug: string;
  name: string;
  status: Tenant["status"];
  created_at: string;
}

/** The caller's tenant. An id, when one is given, must be its: every other id is unknown here. */
export async function tenant(ctx: TenancyContext, args: { id?: string } = {}): Promise<Tenant> {
  const tenantId = authorize(ctx, "tenant:read");
  if (args.id !== undefined && decodeId("tenant", args.id, "id") !== tenantId) throw notFound();
  const [row] = await readAsTenant<TenantRow>(ctx.db, tenantId, {
    name: "tenant",
    text: "select slug, name, status, created_at from tenancy.tenant where tenant_id = $1",
    values: [tenantId],
  });
  if (!row) throw notFound();
  return {
    id: encodeId("tenant", tenantId),
    slug: row.slug,
    name: row.name,
    status: row.status,
    createdAt: row.created_at,
  };
}
