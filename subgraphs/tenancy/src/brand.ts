import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import type { Feed } from "@bulkhead/kernel/feed.ts";
import { isBelieved } from "@bulkhead/kernel/policy-feed.ts";
import { createPushedCache } from "@bulkhead/kernel/pushed-cache.ts";
import type { TenantBrand } from "@bulkhead/kernel/tenant-settings.ts";
import { changesPolicy } from "./policy.ts";
import { readDocument } from "./settings/document.ts";
import { effectiveOf } from "./settings/layers.ts";
import type { OperatorSettings } from "./settings/operator-settings.ts";
import { readPlanSettings } from "./settings/plan-settings.ts";

interface BrandRow {
  name: string;
  region: string;
  settings: object | null;
  plan: object | null;
}

/** From the table each time; undefined when there is no such tenant. */
export async function readBrand(
  db: Database,
  tenantId: string,
  { defaults }: OperatorSettings,
): Promise<TenantBrand | undefined> {
  const [row] = await readAsTenant<BrandRow>(db, tenantId, {
    name: "tenant_brand",
    text: `select name, region,
             (select settings from tenancy.tenant_setting where tenant_id = $1 order by version desc limit 1) as settings,
             (select settings from tenancy.plan where plan.name = tenant.plan order by version desc limit 1) as plan
           from tenancy.tenant where tenant_id = $1`,
    values: [tenantId],
  });
  if (!row) return undefined;
  const above = { plan: readPlanSettings(row.plan), operator: defaults, region: row.region };
  const { branding, locale } = effectiveOf(readDocument(row.settings).own, above);
  const { displayName, logo, accentColour } = branding;
  return { name: displayName ?? row.name, logo, accentColour, timeZone: locale.timeZone };
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
