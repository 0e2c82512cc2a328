import { encodeKey } from "./composite-key.ts";
import type { Param } from "./filter-sql.ts";
import type { KeyAccess } from "./key-range.ts";

/** The part of a composite index that a list reads, as conditions on its slot after others. */
export function keySql({ index, equal, from, to }: KeyAccess, param: Param): string {
  const { slot, parts } = index;
  if (equal.length === parts.length) return ` and ${slot} = ${param(encodeKey(equal))}`;
  let sql = ` and ${slot} is not null`;
  if (from) sql += ` and ${slot} >= ${param(from)}`;
  if (to) sql += ` and ${slot} < ${param(to)}`;
  return sql;
}
