import { childrenOf, KEYWORDS, type SchemaObject } from "./keywords.ts";

/** Deepest nesting of a record's data; a schema that refers to itself is looked into as far as data can go. */
export const MAX_DATA_DEPTH = 32;

/** Most checks a schema may put on one value, `$ref` followed as deep as data goes. */
export const MAX_COST = 50_000;

/** Checks of the schema × values in a record: above it validating could hold up every other request of the process. */
export const MAX_WORK = 20_000_000;

export class SchemaTooCostly extends Error {}

/**
 * How many checks one value can meet, all alternatives and references counted. A few lines of schema can ask for 2^40
 * checks (each definition refers twice to the next), and a schema that refers to itself in place never ends: ajv does
 * whatever it is told, so both are found here. For a record, cost × number of values bounds the work.
 */
export function costOf(root: SchemaObject, resolve: (ref: string) => SchemaObject | undefined): number {
  const known = new Map<SchemaObject, number[]>();
  const pending = -1;

  function cost(schema: SchemaObject, depth: number): number {
    if (depth > MAX_DATA_DEPTH) return 0;
    const byDepth = known.get(schema) ?? [];
    known.set(schema, byDepth);
    const seen = byDepth[depth];
    if (seen === pending)
      throw new SchemaTooCostly(
        "A schema refers to itself for the same value, which would never end. Remove that $ref.",
      );
    if (seen !== undefined) return seen;
    byDepth[depth] = pending;
    let sum = ownCost(schema);
    const target = typeof schema.$ref === "string" ? resolve(schema.$ref) : undefined;
    if (target) sum += cost(target, depth);
    for (const child of childrenOf(schema)) {
      if (child.applies) sum += cost(child.schema, child.inPlace ? depth : depth + 1);
    }
    if (sum > MAX_COST)
      throw new SchemaTooCostly(
        "The schema asks for too many checks of one value: use fewer alternatives and references.",
      );
    byDepth[depth] = sum;
    return sum;
  }

  return cost(root, 0);
}

/** The keywords that hold no schema. Comparing an array with itself is quadratic, so its bound counts in full. */
function ownCost(schema: SchemaObject): number {
  let sum = 1;
  for (const [name, value] of Object.entries(schema)) {
    if (KEYWORDS.get(name)?.kind === "value") sum += name === "enum" || name === "const" ? countNodes(value) : 1;
  }
  return schema.uniqueItems === true ? sum + Number(schema.maxItems) : sum;
}

function countNodes(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((sum, one) => sum + countNodes(one), 1);
}
