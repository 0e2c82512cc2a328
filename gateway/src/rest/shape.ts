import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from "graphql";
import { snakeCase } from "../errors/pointer.ts";

/**
 * How REST shows a selection of the graph. Names are in snake_case, and an object of which only the id was asked is that
 * id. The same description shapes answers and writes the OpenAPI document, so the two cannot differ.
 */
export type RestShape =
  | { kind: "leaf"; type: string; isEnum: boolean; nullable: boolean }
  | { kind: "reference"; nullable: boolean }
  | { kind: "list"; of: RestShape; nullable: boolean }
  | { kind: "object"; type: string; description: string; fields: RestField[]; nullable: boolean };

export interface RestField {
  name: string;
  /** Name in the GraphQL answer. */
  source: string;
  description: string;
  shape: RestShape;
}

/** The shape of what stands at `path` of the document's answer. */
export function restShape(schema: GraphQLSchema, document: DocumentNode, path: readonly string[]): RestShape {
  const operation = document.definitions.find((one) => one.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error("a REST document needs an operation");
  let type: GraphQLOutputType | null | undefined = schema.getRootType(operation.operation);
  let set: SelectionSetNode | undefined = operation.selectionSet;
  for (const name of path) {
    const found: { node: FieldNode; field: GraphQLField<unknown, unknown> } | undefined = fieldsOf(
      document,
      type,
      set,
    ).find(({ node }) => node.name.value === name);
    if (!found) throw new Error(`a REST document does not select ${path.join(".")}`);
    type = found.field.type;
    set = found.node.selectionSet;
  }
  if (!type) throw new Error(`the schema has no ${operation.operation}`);
  return shapeOf(document, type, set);
}

function shapeOf(
  document: DocumentNode,
  type: GraphQLOutputType,
  set: SelectionSetNode | undefined,
  nullable = true,
): RestShape {
  if (isNonNullType(type)) return shapeOf(document, type.ofType, set, false);
  if (isListType(type)) return { kind: "list", of: shapeOf(document, type.ofType, set), nullable };
  if (!isObjectType(type)) return { kind: "leaf", type: type.name, isEnum: isEnumType(type), nullable };
  const fields = fieldsOf(document, type, set);
  if (fields.length === 1 && fields[0]?.node.name.value === "id") return { kind: "reference", nullable };
  return {
    kind: "object",
    type: type.name,
    description: type.description ?? "",
    nullable,
    fields: fields.map(({ node, field }) => ({
      name: snakeCase(node.name.value),
      source: node.alias?.value ?? node.name.value,
      description: field.description ?? "",
      shape: shapeOf(document, field.type, node.selectionSet),
    })),
  };
}

function fieldsOf(
  document: DocumentNode,
  type: unknown,
  set: SelectionSetNode | undefined,
): { node: FieldNode; field: GraphQLField<unknown, unknown> }[] {
  const named = isNonNullType(type) ? type.ofType : type;
  if (!isObjectType(named)) return [];
  return (set?.selections ?? []).flatMap((one) => {
    if (one.kind === Kind.INLINE_FRAGMENT) return fieldsOf(document, named, one.selectionSet);
    if (one.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = document.definitions.find(
        (it) => it.kind === Kind.FRAGMENT_DEFINITION && it.name.value === one.name.value,
      );
      return fragment?.kind === Kind.FRAGMENT_DEFINITION ? fieldsOf(document, named, fragment.selectionSet) : [];
    }
    const field = named.getFields()[one.name.value];
    return field ? [{ node: one, field }] : [];
  });
}

/** Takes an answer's value into the shape REST shows. */
export function toRest(shape: RestShape, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (shape.kind) {
    case "leaf":
      return value;
    case "reference":
      return (value as { id: string }).id;
    case "list":
      return (value as unknown[]).map((one) => toRest(shape.of, one));
    case "object": {
      const shown: Record<string, unknown> = {};
      for (const { name, source, shape: inner } of shape.fields)
        shown[name] = toRest(inner, (value as Record<string, unknown>)[source]);
      return shown;
    }
  }
}
