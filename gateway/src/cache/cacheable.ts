import { hash } from "node:crypto";
import type { OperationDefinitionNode } from "graphql";
import type { RuleTree } from "../rules/tree.ts";

/** What is known of an operation whose answers may be kept. */
export interface Cacheable {
  /** Families of events that make them stale. */
  families: readonly string[];
  /** Of its text, its name and the supergraph: the part of the key that is the same for all callers. */
  id: string;
}

/** The families of events on which the answer of a query depends; undefined when one of its fields does not say so. */
export function familiesOf(rules: RuleTree, coordinates: readonly string[]): readonly string[] | undefined {
  const families = new Set<string>();
  for (const coordinate of coordinates) {
    const staleBy = rules.get(coordinate)?.staleBy;
    if (staleBy === undefined) return undefined;
    for (const family of staleBy) families.add(family);
  }
  return families.size === 0 ? undefined : [...families].sort();
}

/** Undefined for what is never kept: what changes something, asks for the schema, or reads a field that is not declared. */
export function cacheableOf(
  { operation, name }: OperationDefinitionNode,
  { source, coordinates, introspects }: { source: string; coordinates: readonly string[]; introspects: boolean },
  supergraph: { rules: RuleTree; digest: string },
): Cacheable | undefined {
  if (operation !== "query" || introspects) return undefined;
  const families = familiesOf(supergraph.rules, coordinates);
  if (families === undefined) return undefined;
  return { families, id: hash("sha256", `${supergraph.digest}\n${name?.value ?? ""}\n${source}`, "base64url") };
}
