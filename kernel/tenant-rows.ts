import { type Database, readAsTenant } from "./database.ts";
import { exportedList } from "./tenant-export-tables.ts";
import type { TenantTable } from "./tenant-tables.ts";

/** Rows read at once at most, and bytes of their JSON after which a page ends: memory stays flat whatever the rows are. */
const PAGE_ROWS = 1_000;
const PAGE_BYTES = 1 << 20;

/** A page of a table's rows of one tenant, in the order of the key. */
export interface RowPage {
  /** Each a JSON object. */
  lines: string[];
  /** Key of the last row, as texts; where the next page begins. Undefined on the last page. */
  last: string[] | undefined;
}

export async function readRowPage(
  db: Database,
  tenantId: string,
  table: TenantTable,
  after: readonly string[] | undefined,
): Promise<RowPage> {
  const { key, sql } = table;
  const quoted = key.map((name) => `"${name}"`);
  const typed = key.map((name, at) => `$${at + 2}::text::${typeOf(table, name)}`);
  const beyond = after && key.length > 0 ? `and (${quoted.map((one) => `r.${one}`)}) > (${typed})` : "";
  const order = key.length > 0 ? `order by ${quoted.map((one) => `r.${one}`)}` : "";
  const rows = await readAsTenant<{ line: string; key: string[]; more: boolean }>(db, tenantId, {
    text: `with page as (
             select (select row_to_json(o)::text from (select ${exportedList(table)}) o) as line,
               array[${quoted.map((one) => `r.${one}::text`)}]::text[] as key, row_number() over (${order}) as at
             from ${sql} r where r.tenant_id = $1 ${beyond} ${order} limit ${PAGE_ROWS + 1}
           ), measured as (
             select *, sum(octet_length(line)) over (order by at) - octet_length(line) as before, count(*) over () as found from page
           )
           select line, key, at < found as more from measured where at <= ${PAGE_ROWS} and before < ${PAGE_BYTES} order by at`,
    values: [tenantId, ...(after ?? [])],
  });
  const last = rows.at(-1);
  return { lines: rows.map(({ line }) => line), last: last?.more ? last.key : undefined };
}

function typeOf({ columns }: TenantTable, name: string): string {
  return columns.find((column) => column.name === name)?.type ?? "text";
}

/** Deletes some rows of a tenant ($1, and $2 how many), found by their key, so that it takes no longer the more there are. */
export function deleteRows({ key, sql }: TenantTable, condition = ""): string {
  const quoted = key.map((name) => `"${name}"`).join(", ");
  const where = `tenant_id = $1 ${condition}`;
  const some =
    key.length > 0 ? `and (${quoted}) in (select ${quoted} from ${sql} where ${where} limit $2)` : "and $2 > 0";
  return `delete from ${sql} where ${where} ${some} returning 1`;
}
