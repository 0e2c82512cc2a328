import { AppError } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import { type RecordFilter, readFilter } from "../records/filter.ts";
import { conditionSql } from "../records/select-records.ts";

/** Which records a bulk change is about, as the API takes it; null: all of the collection. */
export type BulkFilter = readonly RecordFilter[] | null;

/** SQL that holds for the records of the collection that match, with its values put where `param` says. */
export type Matching = (param: (value: unknown) => string) => string;

/** The one place where bulk changes learn what a filter means. Errors as of `readFilter`, under `input.filter`. */
export function matching(collection: Collection, filter: BulkFilter): Matching {
  const conditions = filter === null ? [] : underInput(() => readFilter(filter, collection.fields));
  return (param) => conditions.map((condition) => ` and ${conditionSql(condition, param)}`).join("");
}

function underInput<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof AppError ? moved(error) : error;
  }
}

function moved(cause: AppError): AppError {
  const fields = cause.fields?.map((fault) => ({ ...fault, path: `input.${fault.path}` })) ?? [];
  return new AppError(cause.code, cause.message, { fields, cause });
}
