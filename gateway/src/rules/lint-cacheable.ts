import { familyOf } from "@bulkhead/kernel/event-family.ts";
import { events } from "@bulkhead/kernel/events.ts";
import { bothAccess, type DeclaredType } from "./declared.ts";

type Types = ReadonlyMap<string, DeclaredType>;

/**
 * A promise that an answer changes only with certain events is kept by whoever resolves the field. So it names events that
 * there are, stands where something is read, and is nobody else's: a type that two subgraphs share promises nothing for
 * the fields of the other.
 */
export function lintCacheable(supergraph: Types, subgraphs: readonly Types[]): string[] {
  const faults: string[] = [];
  const known = new Set(Object.keys(events.outbox).map(familyOf));
  for (const type of supergraph.values())
    for (const name of type.fields.keys()) {
      const staleBy = staleByOf(supergraph, type.name, name);
      if (staleBy === undefined) continue;
      const coordinate = `${type.name}.${name}`;
      if (type.name === "Mutation" || type.name === "Subscription")
        faults.push(`${coordinate} is @cacheable, which only what is read can be`);
      if (type.name === "Query" && staleBy.length === 0)
        faults.push(`${coordinate} is @cacheable by nothing: name the events that make its answer another`);
      for (const family of staleBy)
        if (!known.has(family))
          faults.push(`${coordinate} is @cacheable by ${family}, of which schema/events.json has no event`);
      if (!subgraphs.some((subgraph) => staleByOf(subgraph, type.name, name) !== undefined))
        faults.push(`${coordinate} is @cacheable by the word of another subgraph: declare the fields there one by one`);
    }
  return faults;
}

function staleByOf(types: Types, typeName: string, field: string): readonly string[] | undefined {
  const type = types.get(typeName);
  const declared = type?.fields.get(field);
  return type && declared && bothAccess(type.access, declared.access).staleBy;
}
