import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import { changesPolicy } from "./policy.ts";

/** From the table each time; undefined when there is no such tenant. */
export async function readBrand(db: Database, tenantId: string): Promise<TenantBrand | undefined> {
  const [row] = await readAsTenant<{ name: string; logo: string | null }>(db, tenantId, {
    name: "tenant_brand",
    text: `select coalesce(settings ->> 'displayName', name) as name, settings ->> 'logo' as logo
           from tenancy.tenant left join tenancy.tenant_setting using (tenant_id)
           where tenant_id = $1 order by version desc nulls last limit 1`,
    values: [tenantId],
  });
  return row;
}

export interface Brands {
  /** Of tenants seen lately at once; undefined when there is no such tenant. */
  get(tenantId: string): TenantBrand | undefined | Promise<TenantBrand | undefined>;
  stop(): void;
}

/** A logo is up to 44 KB, so that all of them together are at most 9 MB; a page reads one from the table for the rest. */
const MAX_BRANDS = 200;

/** `load` reads the table, or asks the tenancy room of another process. Only a process that shows pages ever asks. */
export function createBrands(
  load: (tenantId: string) => Promise<TenantBrand | undefined>,
  feed: Pick<Feed, "listen" | "lagMs">,
): Brands {
  const brands = createPushedCache({ load, max: MAX_BRANDS, trusted: () => isBelieved(feed) });
  const stop = feed.listen(({ type, tenantId }) => {
    if (changesPolicy(type)) brands.forget(tenantId);
  });
  return { get: brands.get, stop };
}
