import { slotValueOf } from "./field-type.ts";
import { compareSlotValues, type FilterLeaf, type FilterNode, type RangeLeaf, type SlotValue } from "./filter-node.ts";
import { foldText } from "./fold.ts";

/** Whether a record's data is what a filter finds: the same answer as the statement's (filter-sql.ts), without a database. */
export function matches(node: FilterNode, data: object): boolean {
  if (node.kind === "and") return node.nodes.every((one) => matches(one, data));
  if (node.kind === "or") return node.nodes.some((one) => matches(one, data));
  return holds(node, slotValueOf(node.field, data));
}

function holds(leaf: FilterLeaf, value: SlotValue): boolean {
  switch (leaf.kind) {
    case "equals":
      return value === leaf.value;
    case "in":
      return leaf.values.includes(value);
    case "range":
      return isWithin(leaf, value);
    case "contains":
      // A slot's text begins with its prefix; a missing one is the empty text, in which nothing is found.
      return foldText(String(value).slice(1)).includes(leaf.text) !== leaf.negated;
  }
}

function isWithin({ from, to }: RangeLeaf, value: SlotValue): boolean {
  const above = from ? compareSlotValues(value, from.value) : 1;
  const below = to ? compareSlotValues(value, to.value) : -1;
  const isAbove = above > 0 || (above === 0 && from?.inclusive === true);
  return isAbove && (below < 0 || (below === 0 && to?.inclusive === true));
}
