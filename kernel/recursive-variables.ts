import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isInputObjectType,
  isScalarType,
  Kind,
  type NamedTypeNode,
  type TypeNode,
  typeFromAST,
  type VariableDefinitionNode,
  visit,
} from "graphql";

type Values = Readonly<Record<string, unknown>>;

export interface Unrolled {
  /** The document with `JSON` for the type of every variable whose own contains itself. */
  document: DocumentNode;
  /** The values of those variables as their own type takes them; undefined when it does not. */
  coerce(variables: Values): Values | undefined;
}

/**
 * graphql-jit 0.8.9 never ends compiling a variable whose input type contains itself. Such a variable is coerced by
 * graphql-js, and what it then is passes through the compiled document as it is. Undefined when the schema has no scalar
 * for that.
 */
export function unrollVariables(schema: GraphQLSchema, document: DocumentNode): Unrolled | undefined {
  const recursive: VariableDefinitionNode[] = [];
  const unrolled = visit(document, {
    VariableDefinition(definition): VariableDefinitionNode | undefined {
      const type = typeFromAST(schema, definition.type as NamedTypeNode);
      if (!type || !isRecursiveInput(getNamedType(type))) return undefined;
      recursive.push(definition);
      const { defaultValue: _, ...rest } = definition;
      return { ...rest, type: likeJson(definition.type) };
    },
  });
  if (recursive.length === 0) return { document, coerce: (variables) => variables };
  if (!isScalarType(schema.getType("JSON"))) return undefined;
  return {
    document: unrolled,
    coerce(variables) {
      const { coerced } = getVariableValues(schema, recursive, variables);
      return coerced && { ...variables, ...coerced };
    },
  };
}

function likeJson(type: TypeNode): TypeNode {
  const json: NamedTypeNode = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: "JSON" } };
  return type.kind === Kind.NON_NULL_TYPE ? { kind: Kind.NON_NULL_TYPE, type: json } : json;
}

const known = new WeakMap<GraphQLNamedType, boolean>();

/** Whether an input type contains itself, so that a client decides how deep a value of it is. */
export function isRecursiveInput(type: GraphQLNamedType): boolean {
  let found = known.get(type);
  if (found === undefined) {
    found = isRecursive(type, new Set());
    known.set(type, found);
  }
  return found;
}

function isRecursive(type: GraphQLNamedType, above: ReadonlySet<GraphQLNamedType>): boolean {
  if (!isInputObjectType(type)) return false;
  if (above.has(type)) return true;
  const below = new Set(above).add(type);
  return Object.values(type.getFields()).some((field) => isRecursive(getNamedType(field.type), below));
}
