import { type Database, queryOutsideTenants } from "@bulkhead/kernel/database.ts";

/** The tenant that has a slug, for the operator's commands; no request of a tenant comes here. */
export async function tenantIdOfSlug(db: Database, slug: string): Promise<string | undefined> {
  const [row] = await queryOutsideTenants<{ owner: string }>(db, {
    text: "select owner from tenancy.tenant_slug where slug = $1",
    values: [slug],
  });
  return row?.owner;
}
