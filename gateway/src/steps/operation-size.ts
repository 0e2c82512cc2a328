import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

/** How large an operation is once every fragment stands where it is spread. */
export interface OperationSize {
  selections: number;
  aliases: number;
  depth: number;
}

const sizes = new WeakMap<DocumentNode, OperationSize>();

/**
 * Sizes of the largest operation of a document. Each fragment is measured once and its sizes reused wherever it is
 * spread, so measuring is linear in the text while the answer is that of the expansion. A cycle counts as nothing:
 * validation refuses it. Fields of introspection add no depth: graphql-js bounds their lists by a rule of its own.
 */
export function operationSize(document: DocumentNode): OperationSize {
  const known = sizes.get(document);
  if (known) return known;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const one of document.definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one);
  const measured = new Map<string, OperationSize>();

  function measure(set: SelectionSetNode | undefined): OperationSize {
    const size = { selections: 0, aliases: 0, depth: 0 };
    for (const one of set?.selections ?? []) {
      const inner = one.kind === Kind.FRAGMENT_SPREAD ? measureFragment(one.name.value) : measure(one.selectionSet);
      const isField = one.kind === Kind.FIELD;
      const introspects = isField && one.name.value.startsWith("__");
      size.selections += 1 + inner.selections;
      size.aliases += (isField && one.alias ? 1 : 0) + inner.aliases;
      size.depth = Math.max(size.depth, introspects ? 1 : inner.depth + (isField ? 1 : 0));
    }
    return size;
  }

  function measureFragment(name: string): OperationSize {
    const before = measured.get(name);
    if (before) return before;
    measured.set(name, { selections: 0, aliases: 0, depth: 0 });
    const size = measure(fragments.get(name)?.selectionSet);
    measured.set(name, size);
    return size;
  }

  const largest = { selections: 0, aliases: 0, depth: 0 };
  for (const one of document.definitions) {
    if (one.kind !== Kind.OPERATION_DEFINITION) continue;
    const size = measure(one.selectionSet);
    largest.selections = Math.max(largest.selections, size.selections);
    largest.aliases = Math.max(largest.aliases, size.aliases);
    largest.depth = Math.max(largest.depth, size.depth);
  }
  sizes.set(document, largest);
  return largest;
}
