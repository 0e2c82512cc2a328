import type postgres from "postgres";
import { KEPT_TABLES } from "./tenant-tables.ts";

/**
 * What a tenant takes along and what is destroyed with it is every tenant-owned table there is, so the two roles that do
 * that have their rights by this rule, and no migration has to think of them. Under row-level security: bulkhead_exporter
 * reads every column that is not SECRET, and bulkhead_destroyer deletes, finding rows by their keys.
 */
export async function grantTenantTables(tx: postgres.TransactionSql): Promise<void> {
  const kept = Object.keys(KEPT_TABLES);
  const rows = await tx.unsafe<{ statement: string }[]>(MISSING, [kept]);
  for (const { statement } of rows) await tx.unsafe(statement);
}

/** Only what is missing: every start comes here, and each grant writes to the catalogue. */
const MISSING = `
  with t as (
    select c.oid, n.nspname, format('%I.%I', n.nspname, c.relname) as sql, format('%s.%s', n.nspname, c.relname) as name, i.indkey
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where n.nspname in ('platform', 'identity', 'tenancy', 'data', 'audit') and c.relkind in ('r', 'p') and c.relrowsecurity
  ), col as (
    select t.*, a.attnum, a.attname, quote_ident(a.attname) as quoted,
      coalesce(col_description(t.oid, a.attnum), 'SECRET') like 'SECRET%' as is_secret,
      a.attname = 'tenant_id' or a.attnum = any(coalesce(t.indkey::int2[], '{}')) as is_key
    from t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  )
  select distinct format('grant usage on schema %I to %I', nspname, role) as statement, 0 as place
  from t cross join (values ('bulkhead_exporter'), ('bulkhead_destroyer')) as r (role)
  where not has_schema_privilege(role, nspname, 'USAGE')
  union all
  select format('grant execute on function %s to %I', p.oid::regprocedure, role), 1
  from pg_proc p cross join (values ('bulkhead_exporter'), ('bulkhead_destroyer')) as r (role)
  where p.oid = to_regprocedure('platform.current_tenant()') and not has_function_privilege(role, p.oid, 'EXECUTE')
  union all
  select format('grant select (%s) on %s to bulkhead_exporter', string_agg(quoted, ', ' order by attnum), sql), 1
  from col where not is_secret and not has_column_privilege('bulkhead_exporter', oid, attnum, 'SELECT') group by sql
  union all
  select format('grant select (%s) on %s to bulkhead_destroyer', string_agg(quoted, ', ' order by attnum), sql), 1
  from col where is_key and not has_column_privilege('bulkhead_destroyer', oid, attnum, 'SELECT') group by sql
  union all
  select format('grant delete on %s to bulkhead_destroyer', sql), 1
  from t where not (name = any($1)) and not has_table_privilege('bulkhead_destroyer', oid, 'DELETE')
  order by place`;
