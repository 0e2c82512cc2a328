import type { Statement } from "@bulkhead/kernel/database.ts";

/** Whoever began to fetch a file while it was kept is given it whole. */
const FETCHING = "interval '1 hour'";

/** For the transaction that promises a file for so many days: its parts stay as long. Fails unless every one is there. */
export function keepParts(tenantId: string, exportId: string, days: number): Statement {
  return {
    name: "export_parts_keep",
    text: `with parts as (select blob_id from data.export_part where tenant_id = $1 and export_id = $2),
           kept as (
             update platform.blob b set expires_at = now() + $3 * interval '1 day' + ${FETCHING} from parts
             where b.tenant_id = $1 and b.id = parts.blob_id and (b.expires_at is null or b.expires_at > now())
             returning b.id)
           select 1 / (count(*) = (select count(*) from parts))::int as whole from kept`,
    values: [tenantId, exportId, days],
  };
}

/** For the transaction that ends an export without a file: nobody gets its parts, and the sweeper takes them. */
export function expireParts(tenantId: string, exportId: string): Statement {
  return {
    name: "export_parts_expire",
    text: `update platform.blob b set expires_at = now() from data.export_part p
           where p.tenant_id = $1 and p.export_id = $2 and b.tenant_id = $1 and b.id = p.blob_id`,
    values: [tenantId, exportId],
  };
}
