import { type Database, readAsTenant } from "@bulkhead/kernel/database.ts";
import { notFound } from "@bulkhead/kernel/error.ts";
import { encodeId } from "@bulkhead/kernel/id.ts";
import { exportedColumns, isExported, NOT_EXPORTED } from "@bulkhead/kernel/tenant-export-tables.ts";
import { readTenantTables, type TenantTable } from "@bulkhead/kernel/tenant-tables.ts";
import { selectTenant, type TenantRow } from "../tenant-row.ts";

const AUDIT_LOG = "platform.audit_event";

/** What is in an export, in alphabetical order. */
export async function exportedTables(db: Database, hasAudit: boolean): Promise<TenantTable[]> {
  const tables = (await readTenantTables(db)).filter(isExported);
  return tables.filter(({ name }) => hasAudit || name !== AUDIT_LOG).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The first file of an archive: it says what all others mean, in the words that the database has for them. */
export async function readManifest(db: Database, tenantId: string, tables: readonly TenantTable[]): Promise<object> {
  const [tenant] = await readAsTenant<TenantRow>(db, tenantId, selectTenant(tenantId));
  if (!tenant) throw notFound();
  return {
    format: "bulkhead tenant export",
    version: 1,
    tenant: { id: encodeId("tenant", tenantId), uuid: tenantId, slug: tenant.slug, name: tenant.name },
    writtenFrom: new Date().toISOString(),
    files: "<table>/<number>.jsonl: JSON Lines, a row of the table in each line, in the order of its key",
    ids: "Ids are UUIDs. A public id is the prefix of its kind, an underscore, and the UUID in 26 characters (TypeID 0.3.0).",
    tables: tables.map((table) => ({
      name: table.name,
      key: ["tenant_id", ...table.key],
      columns: exportedColumns(table),
    })),
    leftOut: NOT_EXPORTED,
  };
}
