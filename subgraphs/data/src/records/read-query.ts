import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataDeps } from "../context.ts";
import { type FieldLookup, type Read, type RecordFilter, readFilter, refuseQuery } from "./filter.ts";
import { EVERYTHING, type FilterNode } from "./filter-node.ts";
import { filterSql, type Param } from "./filter-sql.ts";
import { type CompiledFilter, chooseKey } from "./key-range.ts";
import { keySql } from "./key-sql.ts";
import { knownField } from "./known-field.ts";
import { filterLack, requireIndexes } from "./served.ts";

/**
 * Reads what names fields. Indexed ones are at hand; only another name makes the schema be looked into. Throws
 * FIELD_UNKNOWN or BAD_USER_INPUT with the path of everything wrong.
 */
export function readWithFields<T>(
  { declared }: Pick<DataDeps, "declared">,
  tenantId: string,
  collection: Collection,
  read: (fieldOf: FieldLookup) => Read<T>,
): T | Promise<T> {
  const { value, faults } = read((name) => knownField(collection, name));
  if (!faults.some(({ code }) => code === "FIELD_UNKNOWN")) {
    refuseQuery(faults);
    return value;
  }
  return declared.of(tenantId, collection).then((fieldOf) => {
    const again = read(fieldOf);
    refuseQuery(again.faults);
    if (collection.rewriting) throw isRewritten();
    return again.value;
  });
}

/** What has no slot is compared where it stands, and some of it has the old shape yet. */
function isRewritten(): AppError {
  const message =
    "The records of this collection are being brought to a new schema, which takes a moment: until then only indexed " +
    "fields can be filtered and sorted by. Try again.";
  return new AppError("UNAVAILABLE", message, { extensions: { retryAfter: 2 } });
}

/**
 * Reads a filter by itself, for whoever has no list to answer. Throws FIELD_UNKNOWN, BAD_USER_INPUT, and INDEX_REQUIRED when
 * the collection is large and no index serves the filter.
 */
export async function compileFilter(
  deps: Pick<DataDeps, "declared" | "sizes">,
  tenantId: string,
  collection: Collection,
  given: readonly RecordFilter[] | null | undefined,
): Promise<CompiledFilter> {
  const node = await readWithFields(deps, tenantId, collection, (fieldOf) => readGiven(given, fieldOf));
  const filter = { node, key: chooseKey(node, [], collection.indexes) };
  await requireIndexes(deps.sizes, tenantId, collection, [filterLack(filter, given)]);
  return filter;
}

/** The condition of a filter, to be joined to those on tenant and collection; its values are added by `param`. */
export function whereSql({ node, key }: CompiledFilter, param: Param): string {
  const rest: FilterNode = key ? { kind: "and", nodes: key.rest } : node;
  return key ? `${filterSql(rest, param)}${keySql(key, param)}` : filterSql(rest, param);
}

export function readGiven(given: readonly RecordFilter[] | null | undefined, fieldOf: FieldLookup): Read<FilterNode> {
  return given ? readFilter(given, fieldOf) : { value: EVERYTHING, faults: [] };
}
