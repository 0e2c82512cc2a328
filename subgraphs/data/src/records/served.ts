import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import type { Collection } from "../collections/directory.ts";
import type { CollectionSizes } from "../collections/sizes.ts";
import type { RecordFilter } from "./filter.ts";
import { type ContainsLeaf, conjunctsOf, type FilterLeaf, type FilterNode, type QueryField } from "./filter-node.ts";
import { GRAM } from "./fold.ts";
import type { CompiledFilter, KeyAccess } from "./key-range.ts";
import type { RecordOrder, RecordSort } from "./record-order.ts";

/** What no index serves, and what to declare so that one does. */
export interface Lack {
  path: string;
  /** What cannot be done, after "to". */
  what: string;
  fields: readonly QueryField[];
  /** An order by several fields, as `x-indexes` writes it. */
  index?: string[];
  /** A text to contain, which has an index of another kind. */
  contains?: ContainsLeaf | undefined;
}

/** Whether an index serves the condition, however many records there are. */
function isLeafServed(leaf: FilterLeaf): boolean {
  return leaf.kind === "contains" ? leaf.grams.length > 0 && !leaf.negated : leaf.field.slot !== undefined;
}

/** One of the conditions that must all hold is enough; of alternatives each must be served. */
export function isFilterServed(node: FilterNode): boolean {
  if (node.kind === "or") return node.nodes.every(isFilterServed);
  if (node.kind === "and") return node.nodes.length === 0 || conjunctsOf(node).some(isFilterServed);
  return isLeafServed(node);
}

/** The first of the conditions that would have to be served. */
function leavesLacking(node: FilterNode): FilterLeaf[] {
  if (isFilterServed(node)) return [];
  if (node.kind === "or") return node.nodes.flatMap(leavesLacking);
  if (node.kind === "and") return node.nodes.slice(0, 1).flatMap(leavesLacking);
  return [node];
}

export function filterLack(
  { node, key }: CompiledFilter,
  given: readonly RecordFilter[] | null | undefined,
): Lack | undefined {
  if ((key && (key.from || key.to)) || isFilterServed(node)) return undefined;
  const lacking = leavesLacking(node);
  const fields = [...new Map(lacking.map(({ field }) => [field.name, field])).values()];
  const names = fields.map(({ name }) => name);
  const contains = lacking.find((leaf) => leaf.kind === "contains");
  return { path: pathOf(given ?? [], names, "filter") ?? "filter", what: "filter by", fields, contains };
}

export function orderLack(
  order: RecordOrder,
  key: KeyAccess | undefined,
  given: readonly RecordSort[] | null | undefined,
): Lack | undefined {
  const [first] = order;
  if (!first || key?.direction) return undefined;
  const fields = order.map(({ field }) => field);
  if (order.length > 1) {
    const index = (given ?? []).map(({ field, direction }) => (direction === "DESCENDING" ? `-${field}` : field));
    return { path: "sort", what: "sort by", fields, index };
  }
  return first.field.slot ? undefined : { path: "sort.0.field", what: "sort by", fields };
}

/** Throws INDEX_REQUIRED when the collection is too large for what no index serves. */
export async function requireIndexes(
  sizes: CollectionSizes,
  tenantId: string,
  collection: Collection,
  lacks: readonly (Lack | undefined)[],
): Promise<void> {
  const found = lacks.filter((lack) => lack !== undefined);
  if (found.length === 0 || !(await sizes.isLarge(tenantId, collection.id))) return;
  const faults: FieldFault[] = found.map((lack) => ({
    path: lack.path,
    code: codeOf(lack),
    message: `The collection has more than ${sizes.most} records: to ${lack.what} ${quoted(lack.fields)}, ${remedyOf(lack)}.`,
  }));
  const message = faults.map((fault) => fault.message).join(" ");
  const tooShort = found.every((lack) => codeOf(lack) === "SEARCH_TOO_SHORT");
  throw new AppError(tooShort ? "SEARCH_TOO_SHORT" : "INDEX_REQUIRED", message, { fields: faults });
}

/** Of a field that can be searched only the text is to blame. */
function codeOf({ contains }: Lack): "SEARCH_TOO_SHORT" | "INDEX_REQUIRED" {
  return contains?.field.searched && !contains.negated ? "SEARCH_TOO_SHORT" : "INDEX_REQUIRED";
}

function quoted(fields: readonly QueryField[]): string {
  return fields.map(({ name }) => `"${name}"`).join(" and ");
}

function remedyOf({ fields, index, contains }: Lack): string {
  if (contains?.negated) return "add a condition that an index serves";
  if (contains?.field.searched) return `give at least ${GRAM} characters`;
  if (contains) return 'declare "x-searchable": true at that property';
  if (index) return `declare "x-indexes": [${JSON.stringify(index)}] at the top of its schema`;
  const each = fields.length > 1 ? "each of these properties" : "that property";
  const bound = fields.some(({ type }) => type === "text") ? ' (a text needs a "maxLength" too)' : "";
  return `declare "x-indexed": true at ${each}${bound}`;
}

/** Where the first condition on one of the fields stands in what was given. */
function pathOf(filters: readonly RecordFilter[], names: readonly string[], path: string): string | undefined {
  for (const [at, { field, and, or, not }] of filters.entries()) {
    const here = `${path}.${at}`;
    if (field != null && names.includes(field)) return `${here}.field`;
    const below =
      pathOf(and ?? or ?? [], names, `${here}.${and ? "and" : "or"}`) ??
      (not ? pathOfNot(not, names, here) : undefined);
    if (below !== undefined) return below;
  }
  return undefined;
}

function pathOfNot(not: RecordFilter, names: readonly string[], path: string): string | undefined {
  // As if in a list, whose place in the path is then left out.
  return pathOf([not], names, `${path}.not`)?.replace(`${path}.not.0`, `${path}.not`);
}
