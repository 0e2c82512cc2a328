import type { Lack } from "../records/served.ts";
import type { Aggregation, Source } from "./aggregate-input.ts";

/** Fields whose values would have to be read out of every record's JSON. */
export function* aggregateLacks({ groups, measures }: Aggregation): Generator<Lack> {
  for (const [at, { source }] of groups.entries()) yield* lackOf(source, `groupBy.${at}.field`, "group by");
  for (const [at, { source }] of measures.entries()) yield* lackOf(source, `measures.${at}.field`, "measure");
}

function* lackOf(source: Source | undefined, path: string, what: string): Generator<Lack> {
  if (source && "name" in source && !source.slot) yield { path, what, fields: [source] };
}
