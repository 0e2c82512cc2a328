import type { FieldFault } from "@bulkhead/kernel/error.ts";
import type { KeywordDefinition } from "ajv";
import { toPointer } from "./json.ts";
import { MAX_RETENTION_DAYS, retentionDays } from "./retention-days.ts";

/** Where an annotation of ours may stand: at the record itself, at a property of it, at either, or at a property wherever it is. */
type Place = "record" | "property" | "either" | "anywhere";

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
  /** What a value says of a person, and what for it is kept: `{ kind, purpose }`. */
  "x-personal": { place: "anywhere", schemaType: "object" },
  /** How long after the record's creation it is kept: an ISO 8601 duration of whole days. */
  "x-retention": { place: "either", schemaType: "string" },
  /** Names that are kept for what comes later. */
  "x-encrypted": { place: "anywhere", schemaType: ["boolean", "string", "object"] },
  "x-masked": { place: "anywhere", schemaType: ["boolean", "string", "object"] },
};

const RESERVED: ReadonlySet<string> = new Set(["x-encrypted", "x-masked"]);

/** What a value can say of a person: the last three are special categories (GDPR Art. 9) or near to them. */
export const PERSONAL_KINDS = [
  "NAME",
  "CONTACT",
  "IDENTIFIER",
  "LOCATION",
  "FINANCIAL",
  "BEHAVIOUR",
  "OTHER",
  "BIOMETRIC",
  "HEALTH",
  "SENSITIVE",
] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface Personal {
  kind: PersonalKind;
  purpose: string;
}

const MAX_PURPOSE = 200;

function personalFault(value: unknown): string | undefined {
  const { kind, purpose, ...rest } = value as { [name: string]: unknown };
  if (!(PERSONAL_KINDS as readonly unknown[]).includes(kind))
    return `Give "kind", one of ${PERSONAL_KINDS.join(", ")}.`;
  if (typeof purpose !== "string" || purpose.trim() === "" || purpose.length > MAX_PURPOSE)
    return `Give "purpose", what the value is kept for, in 1 to ${MAX_PURPOSE} characters.`;
  return Object.keys(rest).length > 0 ? 'Give "kind" and "purpose", and nothing else.' : undefined;
}

/** What more an annotation of the right type must be. */
const JUDGES: { readonly [keyword: string]: (value: unknown) => string | undefined } = {
  "x-personal": (value) => (typeof value === "object" && value !== null ? personalFault(value) : undefined),
  "x-retention": (value) =>
    retentionDays(value) === undefined
      ? `Give an ISO 8601 duration of whole days, P1D to P${MAX_RETENTION_DAYS}D, such as P90D.`
      : undefined,
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
  either: "Say this of the record itself, at the top of the schema, or of a property of it.",
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
    const message = JUDGES[keyword]?.(value);
    if (RESERVED.has(keyword))
      yield {
        path: toPointer([...path, keyword]),
        code: "UNSUPPORTED_ANNOTATION",
        message: "Leave this out: it comes later.",
      };
    else if (!isAt(place, path))
      yield { path: toPointer([...path, keyword]), code: "NOT_INDEXABLE", message: MISPLACED[place] };
    else if (!types.includes(Array.isArray(value) ? "array" : typeof value))
      yield { path: toPointer([...path, keyword]), code: "TYPE", message: `Give ${types.join(" or ")}.` };
    else if (message !== undefined) yield { path: toPointer([...path, keyword]), code: "INVALID_ANNOTATION", message };
  }
}

function isAt(place: Place, path: readonly string[]): boolean {
  if (path.length === 0) return place === "record" || place === "either";
  if (place === "property" || place === "either") return path.length === 2 && path[0] === "properties";
  if (place === "record") return false;
  return path.at(-2) === "properties";
}
