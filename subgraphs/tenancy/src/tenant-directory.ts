import { type Database, queryOutsideTenants, readAsTenant } from "@bulkhead/kernel/database.ts";
import { AppError } from "@bulkhead/kernel/error.ts";

/** The tenant that has a slug, or had it, for the operator's commands; no request of a tenant comes here. */
export async function tenantIdOfSlug(db: Database, slug: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ owner: string }>(db, {
    text: "select owner from tenancy.tenant_slug where slug = $1",
    values: [slug],
  });
  return row?.owner;
}

/** The same for whoever will do something in it: CONFLICT for a tenant that is closed, since nothing may come into it again. */
export async function openTenantIdOfSlug(db: Database, slug: string): Promise<string | undefined> {
  const tenantId = await tenantIdOfSlug(db, slug);
  if (tenantId === undefined) return undefined;
  const text = "select from tenancy.tenant where tenant_id = $1 and status = 'CLOSED'";
  const closed = await readAsTenant(db, tenantId, { text, values: [tenantId] });
  if (closed.length === 0) return tenantId;
  const message = `The tenant ${slug} was closed and destroyed, and nobody gets its slug again. Its certificate: bulkhead closure-certificate ${slug}`;
  throw new AppError("CONFLICT", message);
}
