import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Param } from "./filter-sql.ts";
import type { CompiledFilter } from "./key-range.ts";
import { whereSql } from "./read-query.ts";
import { foundIdsSql, type WordsSearch } from "./text-condition.ts";

export interface CountedRecords extends CompiledFilter {
  tenantId: string;
  collectionId: string;
  search?: WordsSearch | undefined;
}

/** How many records a filter finds; as a float8, which the driver reads as a number. */
export function countRecords({ tenantId, collectionId, search, node, key }: CountedRecords): Statement {
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  const found = search ? ` and ${foundIdsSql(search, "$2", param)}` : "";
  const where = `tenant_id = $1 and collection_id = $2 and ${whereSql({ node, key }, param)}${found}`;
  return { text: `select count(*)::float8 as count from data.record where ${where}`, values };
}
