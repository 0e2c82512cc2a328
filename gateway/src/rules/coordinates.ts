import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";

export interface Touched {
  coordinates: readonly string[];
  introspects: boolean;
}

/**
 * Every field an operation can touch, as `Type.field`, whatever fragments, unions and interfaces it goes through.
 * `__typename` is free; `__schema` and `__type` are subject to the introspection policy, not to permissions.
 */
export function collectCoordinates(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Touched {
  const coordinates = new Set<string>();
  const visited = new Set<string>();
  let introspects = false;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);

  function walk(set: SelectionSetNode | undefined, type: GraphQLNamedType | null | undefined): void {
    if (!isCompositeType(type)) return;
    for (const one of set?.selections ?? []) {
      if (one.kind === Kind.INLINE_FRAGMENT) walk(one.selectionSet, conditionOf(one.typeCondition?.name.value) ?? type);
      else if (one.kind === Kind.FRAGMENT_SPREAD) walkFragment(one.name.value);
      else if (one.name.value === "__schema" || one.name.value === "__type") introspects = true;
      else if (one.name.value !== "__typename" && (isObjectType(type) || isInterfaceType(type))) {
        coordinates.add(`${type.name}.${one.name.value}`);
        const field = type.getFields()[one.name.value];
        if (field) walk(one.selectionSet, getNamedType(field.type));
      }
    }
  }

  function walkFragment(name: string): void {
    const fragment = fragments.get(name);
    if (!fragment || visited.has(name)) return;
    visited.add(name);
    walk(fragment.selectionSet, conditionOf(fragment.typeCondition.name.value));
  }

  function conditionOf(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : schema.getType(name);
  }

  walk(operation.selectionSet, schema.getRootType(operation.operation));
  return { coordinates: [...coordinates].sort(), introspects };
}
