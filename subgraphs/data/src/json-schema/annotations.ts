import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { KeywordDefinition } from "ajv";
import { toPointer } from "./json.ts";

/** Where an annotation of ours may stand: at the record itself, at a property of it, or at a property wherever it is. */
type Place = "record" | "property" | "anywhere";

interface Annotation {
  place: Place;
  schemaType: KeywordDefinition["schemaType"] & (string | string[]);
}

/**
 * What a collection's schema says beside JSON Schema (which keeps names with `x-` free for such): how records are indexed and
 * searched, and what the law asks of a value. None of it decides whether a record is right.
 */
export const ANNOTATIONS: { readonly [keyword: string]: Annotation } = {
  /** true: can be filtered and sorted by, however many records there are. */
  "x-indexed": { place: "property", schemaType: "boolean" },
  /** true: indexed, and no two records of the collection have the same value. */
  "x-unique": { place: "property", schemaType: "boolean" },
  /** true or a language: its words can be searched. */
  "x-searchable": { place: "property", schemaType: ["boolean", "string"] },
  /** Orders by several fields that have an index of their own: lists of names, a minus sign before what descends. */
  "x-indexes": { place: "record", schemaType: "array" },
};

/** For ajv, which in strict mode must know every keyword. */
export const ANNOTATION_KEYWORDS: KeywordDefinition[] = Object.entries(ANNOTATIONS).map(
  ([keyword, { schemaType }]) => ({
    keyword,
    schemaType,
  }),
);

const MISPLACED: { readonly [P in Place]: string } = {
  record: "Say this of the record itself, at the top of the schema.",
  property: "Say this of a property of the record itself, not of what is inside one.",
  anywhere: "Say this of a property.",
};

/** What is wrong with the place or the type of a schema's annotations. */
export function* annotationFaults(
  schema: { [keyword: string]: unknown },
  path: readonly string[],
): Generator<FieldFault> {
  for (const [keyword, { place, schemaType }] of Object.entries(ANNOTATIONS)) {
    const value = schema[keyword];
    if (value === undefined) continue;
    const types = [schemaType].flat();
    if (!isAt(place, path))
      yield { path: toPointer([...path, keyword]), code: "NOT_INDEXABLE", message: MISPLACED[place] };
    else if (!types.includes(Array.isArray(value) ? "array" : typeof value))
      yield { path: toPointer([...path, keyword]), code: "TYPE", message: `Give ${types.join(" or ")}.` };
  }
}

function isAt(place: Place, path: readonly string[]): boolean {
  if (place === "record") return path.length === 0;
  if (place === "property") return path.length === 2 && path[0] === "properties";
  return path.at(-2) === "properties";
}
