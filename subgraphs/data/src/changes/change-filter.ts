import { createHash } from "node:crypto";
import type { Collection } from "../collections/directory.ts";
import type { DataDeps } from "../context.ts";
import type { RecordFilter } from "../records/filter.ts";
import type { FilterNode } from "../records/filter-node.ts";
import { matches } from "../records/matches.ts";
import { compileFilter, readGiven, readWithFields } from "../records/read-query.ts";

/** Which records of a collection a subscriber follows. */
export interface ChangeFilter {
  /** As the statement of a list takes it. */
  node: FilterNode;
  /** Whether a record with this data is among them. */
  holds(data: object): boolean;
  /** Equal for equal filters of one collection: what a cursor of a snapshot is bound to. */
  key: string;
}

/**
 * Without a filter every record is followed. Changes are compared as they come, so only a snapshot needs an index that serves
 * the filter. Errors: those of a list's filter.
 */
export async function changeFilter(
  deps: Pick<DataDeps, "declared" | "sizes">,
  tenantId: string,
  collection: Collection,
  filter: readonly RecordFilter[] | null | undefined,
  snapshot: boolean,
): Promise<ChangeFilter | undefined> {
  if (!filter || filter.length === 0) return undefined;
  const node = snapshot
    ? (await compileFilter(deps, tenantId, collection, filter)).node
    : await readWithFields(deps, tenantId, collection, (fieldOf) => readGiven(filter, fieldOf));
  const key = createHash("sha256").update(JSON.stringify(node)).digest("base64url").slice(0, 12);
  return { node, holds: (data) => matches(node, data), key };
}
