import type { TenantColumn, TenantTable } from "./tenant-tables.ts";

/** Tenant-owned tables that are in no export: name → why. Every other one is, with each column that is not SECRET. */
export const NOT_EXPORTED: Readonly<Record<string, string>> = {
  "platform.outbox": "What happened in the last days, for consumers; what it left behind is in the other tables.",
  "platform.relay_parked": "Where the platform's own delivery stands.",
  "platform.tenant_key": "Keys are secrets, and without them nothing is left to tell.",
  "platform.data_key": "As tenant_key.",
  "platform.blob": "Files that wait for an import, for hours at most, and exports; the rows of an import are records.",
  "platform.blob_chunk": "As blob; what is stored is sealed.",
  "platform.blob_part": "As blob.",
  "platform.upload": "How far files are that wait for an import, for a day at most.",
  "platform.job_payload": "What jobs work on, sealed where it is a secret; their ledger is exported.",
  "platform.usage_level": "Counts of what is in the other tables.",
  "platform.usage_gauge": "How many sockets are open at the moment.",
  "tenancy.report_tenant": "What reports on groups have counted, which no tenant alone can take out.",
  "identity.onboarding": "How the tenant was made, by an account, which stands above tenants.",
  "identity.account_user": "Names accounts, which stand above tenants and are no tenant's to know.",
  "identity.oidc_artifact": "State of the protocol, such as codes and tokens: secrets, or of a person and no tenant.",
  "identity.activation_link": "Links that open accounts; what they were for is in the audit log.",
  "identity.oauth_client_secret": "Digests of secrets.",
  "identity.revoked_token": "Ids of tokens that have expired by the time an export is read.",
  "data.record_text": "Copies of what is in `data` of the records, prepared for searching.",
  "tenancy.tenant_export": "The exports themselves.",
  "data.export": "Files of records that are in the export as they are.",
  "data.export_part": "As export.",
  "data.export_link": "As export.",
  "tenancy.tenant_export_part": "As tenant_export.",
};

/** Columns of which less than all is exported: an SQL expression over the row `r`. */
const EXPRESSIONS: Readonly<Record<string, string>> = {
  // The salts must not leave the database: with them, what was erased could be guessed.
  "platform.audit_event.personal":
    "(select coalesce(jsonb_object_agg(fact.key, fact.value -> 'value'), '{}') from jsonb_each(r.personal) fact)",
  // Copies of indexed fields, which are in `data`.
  ...Object.fromEntries(
    [..."12345678"].flatMap((n) => [
      [`data.record.t${n}`, ""],
      [`data.record.n${n}`, ""],
    ]),
  ),
};

export function isExported({ name, isAbove }: TenantTable): boolean {
  return !isAbove && !Object.hasOwn(NOT_EXPORTED, name);
}

/** The columns of a table as an export has them. */
export function exportedColumns({ name, columns }: TenantTable): TenantColumn[] {
  return columns.filter(
    ({ name: column, dataClass }) => dataClass !== "SECRET" && EXPRESSIONS[`${name}.${column}`] !== "",
  );
}

/** The select list of those columns. */
export function exportedList(table: TenantTable): string {
  return exportedColumns(table)
    .map(({ name }) => {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      return `${EXPRESSIONS[`${table.name}.${name}`] ?? `r.${quoted}`} as ${quoted}`;
    })
    .join(", ");
}
