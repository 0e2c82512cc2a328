import type { Variables } from "@bulkhead/kernel/document-runner.ts";
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import type { Json, JsonObject } from "./cursor.ts";

/** Keeps of the gathered data what the client asked for, in its order, and nulls what its types do not allow. */
export type ShapeResponse = (data: JsonObject, variables: Variables, errors: GraphQLError[]) => JsonObject | null;

/** `undefined` says: this may not be null, so the object around it must be. */
type Shape = (value: Json, errors: Errors) => Json;

interface Errors {
  list: GraphQLError[];
  /** Where the running value stands. Undefined in the first pass, which leaves out what only a missing value needs. */
  path: (string | number)[] | undefined;
  /** The first pass met a value that may not be null. */
  violated: boolean;
}

interface Scope {
  schema: GraphQLSchema;
  fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  variables: Variables;
}

const MAX_VARIANTS = 32;

/** `@skip` and `@include` change the shape, so there is one shape for each combination of their variables. */
export function responseShaper(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ShapeResponse {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const type = schema.getRootType(operation.operation);
  if (!type) throw new Error(`the schema has no ${operation.operation}`);
  const switches = (operation.variableDefinitions ?? [])
    .filter(({ type: node }) => /^Boolean!?$/.test(node.kind === Kind.NON_NULL_TYPE ? named(node.type) : named(node)))
    .map(({ variable }) => variable.name.value);
  const variants = new Map<string, Shape>();
  return (data, variables, errors) => {
    const key = switches.map((name) => (variables[name] === true ? "1" : "0")).join("");
    let shape = variants.get(key);
    if (!shape) {
      shape = objectShape({ schema, fragments, variables }, type, [operation.selectionSet]);
      if (variants.size < MAX_VARIANTS) variants.set(key, shape);
    }
    const first: Errors = { list: errors, path: undefined, violated: false };
    const shaped = shape(data, first) as JsonObject | null | undefined;
    if (!first.violated) return shaped ?? null;
    return (shape(data, { list: errors, path: [], violated: true }) as JsonObject | null | undefined) ?? null;
  };
}

function named(node: { kind: string; name?: { value: string } }): string {
  return node.name?.value ?? "";
}

function objectShape(scope: Scope, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Shape {
  const fields = [...collectFields(scope, type, sets)].map(([key, nodes]) => {
    const [{ name }] = nodes as [FieldNode];
    if (name.value === "__typename") return { key, shape: (): Json => type.name };
    const field = type.getFields()[name.value];
    if (!field) throw new Error(`${type.name} has no field ${name.value}`);
    const inner = nodes.flatMap((node) => (node.selectionSet ? [node.selectionSet] : []));
    return { key, shape: valueShape(scope, field.type, inner, `${type.name}.${name.value}`) };
  });
  return (value, errors) => {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
    const shaped: JsonObject = {};
    for (const { key, shape } of fields) {
      errors.path?.push(key);
      const inner = shape(value[key], errors);
      errors.path?.pop();
      if (inner === undefined) return null;
      shaped[key] = inner;
    }
    return shaped;
  };
}

function valueShape(scope: Scope, type: GraphQLOutputType, sets: readonly SelectionSetNode[], where: string): Shape {
  if (isNonNullType(type)) {
    const inner = valueShape(scope, type.ofType, sets, where);
    return (value, errors) => {
      const shaped = inner(value, errors);
      if (shaped !== null) return shaped;
      errors.violated = true;
      if (errors.path && errors.list.length === 0) errors.list.push(nullError(where, errors.path));
      return undefined;
    };
  }
  if (isListType(type)) return listShape(valueShape(scope, type.ofType, sets, where));
  if (isLeafType(type)) return (value) => value ?? null;
  if (isObjectType(type)) return objectShape(scope, type, sets);
  return abstractShape(scope, sets);
}

function listShape(inner: Shape): Shape {
  return (value, errors) => {
    if (!Array.isArray(value)) return null;
    const shaped: Json[] = new Array(value.length);
    for (let index = 0; index < value.length; index++) {
      errors.path?.push(index);
      const one = inner(value[index], errors);
      errors.path?.pop();
      if (one === undefined) return null;
      shaped[index] = one;
    }
    return shaped;
  };
}

/** The planner fetches `__typename` wherever a type is abstract. */
function abstractShape(scope: Scope, sets: readonly SelectionSetNode[]): Shape {
  const byType = new Map<string, Shape>();
  return (value, errors) => {
    const name = value !== null && typeof value === "object" && !Array.isArray(value) ? value.__typename : undefined;
    if (typeof name !== "string") return null;
    let shape = byType.get(name);
    if (!shape) {
      const type = scope.schema.getType(name);
      if (!isObjectType(type)) return null;
      shape = objectShape(scope, type, sets);
      byType.set(name, shape);
    }
    return shape(value, errors);
  };
}

function nullError(where: string, path: readonly (string | number)[]): GraphQLError {
  return new GraphQLError(`Cannot return null for non-nullable field ${where}.`, { path: [...path] });
}

/** GraphQL section 6.3.2, CollectFields, with the variables known. */
function collectFields(
  scope: Scope,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): Map<string, FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  const collect = (set: SelectionSetNode) => {
    for (const one of set.selections) {
      if (!isIncluded(scope.variables, one.directives)) continue;
      if (one.kind === Kind.FIELD) {
        const key = one.alias?.value ?? one.name.value;
        const nodes = fields.get(key);
        if (nodes) nodes.push(one);
        else fields.set(key, [one]);
      } else if (one.kind === Kind.INLINE_FRAGMENT) {
        if (applies(scope.schema, type, one.typeCondition?.name.value)) collect(one.selectionSet);
      } else if (!visited.has(one.name.value)) {
        visited.add(one.name.value);
        const fragment = scope.fragments.get(one.name.value);
        if (fragment && applies(scope.schema, type, fragment.typeCondition.name.value)) collect(fragment.selectionSet);
      }
    }
  };
  for (const set of sets) collect(set);
  return fields;
}

function applies(schema: GraphQLSchema, type: GraphQLObjectType, condition: string | undefined): boolean {
  if (condition === undefined || condition === type.name) return true;
  const wanted = schema.getType(condition);
  return isCompositeType(wanted) && isAbstractType(wanted) && schema.isSubType(wanted, type);
}

function isIncluded(variables: Variables, directives: readonly DirectiveNode[] | undefined): boolean {
  const condition = (name: string) => {
    const value = directives?.find((one) => one.name.value === name)?.arguments?.[0]?.value;
    if (value?.kind === Kind.BOOLEAN) return value.value;
    return value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : undefined;
  };
  return condition("skip") !== true && condition("include") !== false;
}
