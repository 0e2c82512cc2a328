import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Param } from "./filter-sql.ts";
import type { CompiledFilter } from "./key-range.ts";
import { whereSql } from "./read-query.ts";

export interface CountedRecords extends CompiledFilter {
  tenantId: string;
  collectionId: string;
}

/** How many records a filter finds; as a float8, which the driver reads as a number. */
export function countRecords({ tenantId, collectionId, node, key }: CountedRecords): Statement {
  const values: unknown[] = [tenantId, collectionId];
  const param: Param = (value) => `$${values.push(value)}`;
  const where = `tenant_id = $1 and collection_id = $2 and ${whereSql({ node, key }, param)}`;
  return { text: `select count(*)::float8 as count from data.record where ${where}`, values };
}
