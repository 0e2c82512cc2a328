import { readAsTenant } from "@bulkhead/kernel/database.ts";
import { authorize } from "@bulkhead/kernel/principal.ts";
import type { TenancyContext } from "../context.ts";
import { DOMAIN_COLUMNS, type Domain, type DomainRow, toDomain } from "../domain-row.ts";

/** The tenant's domains, by name. They are few: see `MAX_DOMAINS`. */
export async function domains(ctx: TenancyContext): Promise<Domain[]> {
  const tenantId = authorize(ctx, "domain:read");
  const rows = await readAsTenant<DomainRow>(ctx.db, tenantId, {
    name: "domains",
    text: `select ${DOMAIN_COLUMNS} from tenancy.domain where tenant_id = $1 order by name`,
    values: [tenantId],
  });
  return rows.map(toDomain);
}
