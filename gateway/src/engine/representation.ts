import type { QueryPlanSelectionNode } from "@apollo/query-planner";
import { type GraphQLSchema, isAbstractType, isObjectType } from "graphql";
import type { Json, JsonObject, Target } from "./cursor.ts";

/** Makes what `_entities` is asked with: the type's name and the key fields the plan requires. */
export interface RepresentationBuilder {
  /** Equal for equal representations; undefined when the object lacks a required field: then there is nothing to ask. */
  keyOf(target: Target): string | undefined;
  /** For an object that has a key. Apart from it, since most objects of a list share a few representations. */
  build(target: Target): JsonObject;
}

export function representationBuilder(
  schema: GraphQLSchema,
  requires: readonly QueryPlanSelectionNode[],
): RepresentationBuilder {
  const simple = simpleKey(requires);
  return {
    keyOf(target) {
      const value = simple && target.__typename === simple.typename ? target[simple.field] : undefined;
      if (typeof value === "string") return value;
      const representation = select(schema, target, requires);
      return typeof representation?.__typename === "string" ? JSON.stringify(representation) : undefined;
    },
    build: (target) => select(schema, target, requires) ?? {},
  };
}

/** Nearly every plan asks for one type by one key field. */
function simpleKey(requires: readonly QueryPlanSelectionNode[]): { typename: string; field: string } | undefined {
  const [only, ...others] = requires;
  if (only?.kind !== "InlineFragment" || others.length > 0 || only.typeCondition === undefined) return undefined;
  const names = only.selections.map((one) => (one.kind === "Field" && !one.selections && !one.alias ? one.name : ""));
  const [field, ...more] = names.filter((name) => name !== "__typename");
  if (!field || more.length > 0 || !names.includes("__typename")) return undefined;
  return { typename: only.typeCondition, field };
}

function select(
  schema: GraphQLSchema,
  source: JsonObject,
  selections: readonly QueryPlanSelectionNode[],
): JsonObject | undefined {
  const result: JsonObject = {};
  for (const one of selections) {
    if (one.kind === "InlineFragment") {
      if (one.typeCondition === undefined || !isOfType(schema, source, one.typeCondition)) continue;
      const inner = select(schema, source, one.selections);
      if (!inner) return undefined;
      Object.assign(result, inner);
    } else {
      const name = one.alias ?? one.name;
      const value = source[name];
      if (value === undefined) return undefined;
      result[name] = one.selections ? selectIn(schema, value, one.selections) : value;
    }
  }
  return result;
}

function selectIn(schema: GraphQLSchema, value: Json, selections: readonly QueryPlanSelectionNode[]): Json {
  if (Array.isArray(value)) return value.map((one) => selectIn(schema, one, selections));
  if (value === null || typeof value !== "object") return value;
  return select(schema, value, selections) ?? null;
}

function isOfType(schema: GraphQLSchema, source: JsonObject, condition: string): boolean {
  const { __typename: name } = source;
  if (typeof name !== "string") return false;
  if (name === condition) return true;
  const type = schema.getType(name);
  const wanted = schema.getType(condition);
  return isObjectType(type) && isAbstractType(wanted) && schema.isSubType(wanted, type);
}
