import { type DocumentNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from "graphql";

/** A field at the root of an operation and how often it stands there, under whatever aliases. */
export interface RootField {
  /** As `Mutation.createRecord`. */
  coordinate: string;
  times: number;
}

const ROOTS = { query: "Query", mutation: "Mutation", subscription: "Subscription" } as const;

/** `__typename` is free. The document was validated: its fragments exist and make no circle. */
export function rootFields(document: DocumentNode, { operation, selectionSet }: OperationDefinitionNode): RootField[] {
  const times = new Map<string, number>();
  count(selectionSet);
  return [...times].map(([field, times]) => ({ coordinate: `${ROOTS[operation]}.${field}`, times }));

  function count({ selections }: SelectionSetNode): void {
    for (const one of selections) {
      if (one.kind === Kind.INLINE_FRAGMENT) count(one.selectionSet);
      else if (one.kind === Kind.FRAGMENT_SPREAD) countFragment(one.name.value);
      else if (one.name.value !== "__typename") times.set(one.name.value, (times.get(one.name.value) ?? 0) + 1);
    }
  }

  function countFragment(name: string): void {
    for (const one of document.definitions)
      if (one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === name) count(one.selectionSet);
  }
}
