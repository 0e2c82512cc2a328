import { ANNOTATIONS } from "./annotations.ts";

/** A JSON Schema that is an object; `true` and `false` are schemas too, but say nothing to look into. */
export type SchemaObject = { [keyword: string]: unknown };

/** What stands under a keyword: one schema, a list of them, a map by name, or something that is no schema. */
type Kind = "schema" | "list" | "map" | "value";

interface Keyword {
  kind: Kind;
  /** Whether its schemas apply to the very value the schema stands for, and not to a part of it. */
  inPlace: boolean;
}

const inPlace = (kind: Kind): Keyword => ({ kind, inPlace: true });
const inside = (kind: Kind): Keyword => ({ kind, inPlace: false });
const value: Keyword = { kind: "value", inPlace: true };

/**
 * Every keyword a collection's schema may use: JSON Schema 2020-12 (core, applicator, unevaluated, validation, meta-data,
 * format and content vocabularies) without those that name or reach other schemas, and our own annotations.
 */
export const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  Object.entries({
    $schema: value,
    $ref: value,
    $comment: value,
    $defs: { kind: "map", inPlace: false },
    allOf: inPlace("list"),
    anyOf: inPlace("list"),
    oneOf: inPlace("list"),
    not: inPlace("schema"),
    if: inPlace("schema"),
    // biome-ignore lint/suspicious/noThenProperty: the keyword is called so
    then: inPlace("schema"),
    else: inPlace("schema"),
    dependentSchemas: inPlace("map"),
    properties: inside("map"),
    patternProperties: inside("map"),
    additionalProperties: inside("schema"),
    unevaluatedProperties: inside("schema"),
    propertyNames: inside("schema"),
    prefixItems: inside("list"),
    items: inside("schema"),
    unevaluatedItems: inside("schema"),
    contains: inside("schema"),
    ...Object.fromEntries(
      `type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems
       minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired title
       description default deprecated readOnly writeOnly examples format contentEncoding contentMediaType`
        .split(/\s+/)
        .map((name) => [name, value]),
    ),
    ...Object.fromEntries(Object.keys(ANNOTATIONS).map((name) => [name, value])),
  } satisfies Record<string, Keyword>),
);

const FOR_PEOPLE: ReadonlySet<string> = new Set(
  "$schema $comment title description default deprecated readOnly writeOnly examples contentEncoding contentMediaType".split(
    " ",
  ),
);

/** Whether a keyword decides nothing about which records are right: it tells people something, or us how to keep them. */
export function isForPeople(keyword: string): boolean {
  return FOR_PEOPLE.has(keyword) || Object.hasOwn(ANNOTATIONS, keyword);
}

/** A schema directly below another one. `$defs` only keeps schemas: they apply where a `$ref` says so. */
export interface Child {
  schema: SchemaObject;
  path: string[];
  inPlace: boolean;
  applies: boolean;
}

/** The schemas directly below this one, `$ref` not followed. Booleans and misplaced values are passed over. */
export function* childrenOf(schema: SchemaObject): Generator<Child> {
  for (const [name, value] of Object.entries(schema)) {
    const keyword = KEYWORDS.get(name);
    if (!keyword || keyword.kind === "value" || typeof value !== "object" || value === null) continue;
    const found = keyword.kind === "schema" ? [[name, value] as const] : Object.entries(value);
    for (const [key, child] of found) {
      if (typeof child !== "object" || child === null || Array.isArray(child)) continue;
      const path = keyword.kind === "schema" ? [name] : [name, key];
      yield { schema: child as SchemaObject, path, inPlace: keyword.inPlace, applies: name !== "$defs" };
    }
  }
}

/** Every schema in a document, with the path to it, the document itself first. */
export function* schemasIn(
  schema: SchemaObject,
  path: string[] = [],
): Generator<{ schema: SchemaObject; path: string[] }> {
  yield { schema, path };
  for (const child of childrenOf(schema)) yield* schemasIn(child.schema, [...path, ...child.path]);
}
