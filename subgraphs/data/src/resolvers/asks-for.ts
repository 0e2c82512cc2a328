import type { FieldNode, GraphQLResolveInfo, SelectionSetNode } from "graphql";

type Fragments = GraphQLResolveInfo["fragments"];

/** Documents are cached by the gateway, so the answer for a field of one is found once. */
const known = new WeakMap<FieldNode, ReadonlySet<string>>();

/**
 * Whether a field of one of these names is selected anywhere below the running one. Directives are not evaluated: a
 * field that @skip leaves out counts as asked for.
 */
export function asksFor(info: GraphQLResolveInfo, names: ReadonlySet<string>): boolean {
  return info.fieldNodes.some((node) => {
    const below = namesBelow(node, info.fragments);
    return [...names].some((name) => below.has(name));
  });
}

function namesBelow(node: FieldNode, fragments: Fragments): ReadonlySet<string> {
  let names = known.get(node);
  if (!names) {
    const found = new Set<string>();
    collect(node.selectionSet, fragments, found, new Set());
    names = found;
    known.set(node, names);
  }
  return names;
}

function collect(set: SelectionSetNode | undefined, fragments: Fragments, names: Set<string>, seen: Set<string>): void {
  for (const selection of set?.selections ?? []) {
    if (selection.kind === "Field") names.add(selection.name.value);
    if (selection.kind !== "FragmentSpread") collect(selection.selectionSet, fragments, names, seen);
    else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      collect(fragments[selection.name.value]?.selectionSet, fragments, names, seen);
    }
  }
}
