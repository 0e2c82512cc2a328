import { type FieldType, MAX_PLACED_TEXT } from "./field-type.ts";
import type { ContainsLeaf, FilterLeaf, FilterNode, QueryField } from "./filter-node.ts";
import type { Param } from "./param.ts";
import { foundInText } from "./text-condition.ts";

export type { Param } from "./param.ts";

const READERS: { readonly [T in FieldType]: string } = {
  text: "data.text_of",
  integer: "data.number_of",
  number: "data.number_of",
  boolean: "data.truth_of",
  dateTime: "data.instant_of",
};

/** A field as the statement calls it: its slot, or what the slot would hold. */
export function fieldSql({ name, type, slot }: QueryField, param: Param): string {
  if (slot) return slot;
  const read = `${READERS[type]}(data, ${param(name)})`;
  return type === "text" ? `${read} collate "C"` : read;
}

/** A field in an order or a group: a text of any length by as much of it as a cursor can hold. */
export function placeSql(field: QueryField, param: Param): string {
  const sql = fieldSql(field, param);
  return field.slot || field.type !== "text" ? sql : `left(${sql}, ${MAX_PLACED_TEXT + 1})`;
}

/**
 * A filter as SQL. Of slots only leakproof operators are used, so that their indexes serve it under row-level security
 * (docs/adr/0009); `contains` has its own way to an index (docs/adr/0042), or is looked at row by row.
 */
export function filterSql(node: FilterNode, param: Param): string {
  if (node.kind === "and" || node.kind === "or") {
    if (node.nodes.length === 0) return node.kind === "and" ? "true" : "false";
    return `(${node.nodes.map((one) => filterSql(one, param)).join(` ${node.kind} `)})`;
  }
  return leafSql(node, param);
}

function leafSql(leaf: FilterLeaf, param: Param): string {
  if (leaf.kind === "contains") return containsSql(leaf, param);
  const field = fieldSql(leaf.field, param);
  switch (leaf.kind) {
    case "equals":
      return `${field} = ${param(leaf.value)}`;
    case "in":
      return `${field} = any(${param(leaf.values)})`;
    case "range": {
      const ends: string[] = [];
      if (leaf.from) ends.push(`${field} ${leaf.from.inclusive ? ">=" : ">"} ${param(leaf.from.value)}`);
      if (leaf.to) ends.push(`${field} ${leaf.to.inclusive ? "<=" : "<"} ${param(leaf.to.value)}`);
      return ends.join(" and ");
    }
  }
}

/** The first character of a slot's text is its prefix. */
function containsSql({ field, text, grams, negated }: ContainsLeaf, param: Param): string {
  const { searched } = field;
  if (searched && grams.length > 0) return `${negated ? "not " : ""}${foundInText(searched, text, grams, param)}`;
  return `strpos(data.fold_text(substr(${fieldSql(field, param)}, 2)), ${param(text)}) ${negated ? "=" : ">"} 0`;
}
