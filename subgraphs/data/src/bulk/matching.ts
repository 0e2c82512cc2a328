import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import type { DataDeps } from "../context.ts";
import type { RecordFilter } from "../records/filter.ts";
import { EVERYTHING, type FilterNode } from "../records/filter-node.ts";
import { filterSql, type Param } from "../records/filter-sql.ts";
import { compileFilter, readGiven, readWithFields } from "../records/read-query.ts";

/** Which records a bulk change is about, as the API takes it; null: all of the collection. */
export type BulkFilter = readonly RecordFilter[] | null;

/** SQL that holds for the records of the collection that match, with its values put where `param` says. */
export type Matching = (param: Param) => string;

type Deps = Pick<DataDeps, "declared" | "sizes">;

/** Errors as of a list's filter, under `input.filter`: also when the collection is large and no index serves it. */
export async function checkMatching(
  deps: Deps,
  tenantId: string,
  collection: Collection,
  filter: BulkFilter,
): Promise<void> {
  if (filter !== null) await underInput(() => compileFilter(deps, tenantId, collection, filter));
}

/** The one place where bulk changes learn what a filter means. Once asked for it is answered, however large the collection. */
export async function matching(
  deps: Deps,
  tenantId: string,
  collection: Collection,
  filter: BulkFilter,
): Promise<Matching> {
  const node: FilterNode =
    filter === null
      ? EVERYTHING
      : await underInput(() => readWithFields(deps, tenantId, collection, (fieldOf) => readGiven(filter, fieldOf)));
  return (param) => ` and ${filterSql(node, param)}`;
}

async function underInput<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof AppError ? moved(error) : error;
  }
}

function moved(cause: AppError): AppError {
  const fields = cause.fields?.map((fault) => ({ ...fault, path: `input.${fault.path}` })) ?? [];
  return new AppError(cause.code, cause.message, { fields, cause });
}
