import type { FilterNode } from "./filter-node.ts";
import type { CompiledFilter } from "./key-range.ts";
import type { RecordOrder } from "./record-order.ts";

interface Shaped extends CompiledFilter {
  order: RecordOrder;
  page: { backward: boolean };
  position: unknown;
}

/** A name for the common shapes of a list: at most one condition, at most one field to order by. Undefined for others. */
export function shapeOf({ node, key, order, page, position }: Shaped): string | undefined {
  if (key || order.length > 1) return undefined;
  const [first] = order;
  if (first && !first.field.slot) return undefined;
  const condition = leafShape(node);
  if (condition === undefined) return undefined;
  const direction = (first?.descending ?? false) !== page.backward ? "desc" : "asc";
  return `${first?.field.slot ?? "id"}_${direction}${condition}${position ? "_after" : ""}`;
}

/** Empty for no condition at all; undefined for what is not one. */
export function leafShape(node: FilterNode): string | undefined {
  if (node.kind === "and" && node.nodes.length === 0) return "";
  if (node.kind === "and" || node.kind === "or" || node.kind === "contains" || !node.field.slot) return undefined;
  const { slot } = node.field;
  if (node.kind !== "range") return `_${slot}_${node.kind === "equals" ? "eq" : "any"}`;
  const lower = node.from ? (node.from.inclusive ? "ge" : "gt") : "";
  const upper = node.to ? (node.to.inclusive ? "le" : "lt") : "";
  return `_${slot}_${lower}${upper}`;
}
