import { createHash } from "node:crypto";
import type { Collection } from "../collections/directory.ts";
import { type Condition, type RecordFilter, readFilter } from "./filter.ts";
import { matches } from "./matches.ts";

/** Which records of a collection a subscriber follows. */
export interface ChangeFilter {
  /** As the statement of a list takes it. */
  conditions: readonly Condition[];
  /** Whether a record with this data is among them. */
  holds(data: object): boolean;
  /** Equal for equal filters of one collection: what a cursor of a snapshot is bound to. */
  key: string;
}

/** Without a filter every record is followed. Errors: those of a list's filter. */
export function changeFilter(
  filter: readonly RecordFilter[] | null | undefined,
  { fields }: Collection,
): ChangeFilter | undefined {
  if (!filter || filter.length === 0) return undefined;
  const conditions = readFilter(filter, fields);
  const key = createHash("sha256").update(JSON.stringify(conditions)).digest("base64url").slice(0, 12);
  return { conditions, holds: (data) => matches(conditions, fields, data), key };
}
