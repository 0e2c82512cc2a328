import { type Database, queryOutsideTenants } from "./database.ts";

export interface TenantColumn {
  name: string;
  type: string;
  /** As its comment says: PUBLIC, INTERNAL, PERSONAL, HEALTH or SECRET. */
  dataClass: string;
  /** What the comment says after it. */
  description: string;
}

/** A table whose rows belong to tenants, as the catalogue has it. */
export interface TenantTable {
  /** `data.record` */
  name: string;
  /** The same, quoted for SQL. */
  sql: string;
  /** Columns of the primary key, without tenant_id. */
  key: readonly string[];
  columns: readonly TenantColumn[];
  /** Stands above tenants: without row-level security, and in the hands of bulkhead_oauth alone. */
  isAbove: boolean;
}

/** Tables of which nothing is deleted when a tenant is destroyed: name → why. */
export const KEPT_TABLES: Readonly<Record<string, string>> = {
  "tenancy.tenant": "The tombstone: an id, a slug and dates, so that neither is given away again.",
  "tenancy.report_tenant":
    "What reports on groups have counted stays counted: taken away, it would show in the next one.",
  "platform.tenant_key": "Says that the key was destroyed, so that no second one is ever made; the key itself is gone.",
};

interface Row extends Omit<TenantTable, "columns"> {
  columns: { name: string; type: string; comment: string }[];
  /** Tables that its foreign keys lead to. */
  parents: string[];
}

const TABLES = `
  select format('%s.%s', n.nspname, c.relname) as name, format('%I.%I', n.nspname, c.relname) as sql,
    not c.relrowsecurity as "isAbove",
    array(select a.attname::text from unnest(i.indkey::int2[]) with ordinality as k (attnum, at)
          join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
          where a.attname <> 'tenant_id' order by k.at) as key,
    (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                       'comment', coalesce(col_description(c.oid, a.attnum), '')) order by a.attnum)
     from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
    array(select format('%s.%s', pn.nspname, p.relname) from pg_constraint k
          join pg_class p on p.oid = k.confrelid join pg_namespace pn on pn.oid = p.relnamespace
          where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as parents
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
  left join pg_index i on i.indrelid = c.oid and i.indisprimary
  where n.nspname in ('platform', 'identity', 'tenancy', 'data', 'audit') and c.relkind in ('r', 'p') and not c.relispartition
  order by 1`;

/**
 * Every tenant-owned table there is, each before those that its foreign keys lead to: in this order their rows can be deleted.
 * From the catalogue and not from a list, so that no table is forgotten.
 */
export async function readTenantTables(db: Database): Promise<TenantTable[]> {
  const rows = (await queryOutsideTenants(db, { text: TABLES })) as unknown as Row[];
  return childrenFirst(rows).map(({ parents: _, columns, ...table }) => ({
    ...table,
    columns: columns.map(({ name, type, comment }) => {
      const [, dataClass = "SECRET", description = ""] = /^([A-Z]+): (.*)$/s.exec(comment) ?? [];
      return { name, type, dataClass, description };
    }),
  }));
}

function childrenFirst(rows: readonly Row[]): Row[] {
  const left = new Map(rows.map((row) => [row.name, row]));
  const ordered: Row[] = [];
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ parents }) => parents));
    const free = [...left.values()].filter(({ name }) => !needed.has(name));
    if (free.length === 0) throw new Error(`foreign keys go round: ${[...left.keys()].join(", ")}`);
    for (const row of free) {
      ordered.push(row);
      left.delete(row.name);
    }
  }
  return ordered;
}
