import type { FieldFault } from "@bulkhead/kernel/error.ts";
import { invalidSchema } from "../json-schema/check-schema.ts";
import { toPointer } from "../json-schema/json.ts";
import type { SchemaObject } from "../json-schema/keywords.ts";
import type { KeyPart } from "./composite-key.ts";
import { type FieldType, fieldTypeOf, longestText, MAX_INDEXED_TEXT } from "./field-type.ts";
import {
  KEY_SLOTS,
  type KeySlot,
  NUMBER_SLOTS,
  type Slot,
  TEXT_SLOTS,
  UNIQUE_SLOTS,
  type UniqueSlot,
} from "./slots.ts";

/** A field that can be filtered and sorted by, and the columns of data.record that hold its copy. */
export interface IndexedField {
  name: string;
  type: FieldType;
  slot: Slot;
  unique?: UniqueSlot;
}

/** An order by several fields that has an index of its own; its first field is ascending in it. */
export interface CompositeIndex {
  slot: KeySlot;
  parts: KeyPart[];
}

/** A field whose words can be searched, by the number it has in data.record_text. */
export interface SearchableField {
  name: string;
  slot: number;
  /** A text search configuration of PostgreSQL; `simple` knows no language. */
  language: string;
  /** Where the words of all fields of its layout stand, unless that is `WORDS_SLOT`. */
  words?: number;
}

/** Where a collection's records keep copies of which fields. What has a slot keeps it for as long as it has that type. */
export interface Layout {
  fields: readonly IndexedField[];
  indexes: readonly CompositeIndex[];
  texts: readonly SearchableField[];
}

/** Where the words of all fields stand in data.record_text: in one of these; fields have the slots above. */
export const WORDS_SLOT = 0;
const OTHER_WORDS_SLOT = -1;

/** The row of data.record_text with the words of all fields of a layout. */
export function wordsSlotOf(texts: Layout["texts"]): number {
  return texts[0]?.words ?? WORDS_SLOT;
}

export const NO_LAYOUT: Layout = { fields: [], indexes: [], texts: [] };

const TEXT_SEARCH_SLOTS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
/** Characters of all texts of a composite index: four bytes each, they must fit an index entry. */
const MAX_KEY_TEXT = 600;
const MAX_KEY_PARTS = 4;
/** Characters of all searchable texts: each may cost an index entry, and a write has its time (docs/adr/0042). */
const MAX_SEARCHED_TEXT = 12_000;

/** Languages that words can be searched in, as PostgreSQL calls its configurations; `simple` knows none. */
export const SEARCH_LANGUAGES = [
  "simple",
  "danish",
  "dutch",
  "english",
  "finnish",
  "french",
  "german",
  "hungarian",
  "italian",
  "norwegian",
  "portuguese",
  "romanian",
  "russian",
  "spanish",
  "swedish",
  "turkish",
] as const;

/**
 * Gives what the schema marks `x-indexed`, `x-unique`, `x-searchable` and lists under `x-indexes` its slots. What stands in the
 * `previous` layout keeps its own; nothing new is put where the previous one keeps something, so that records can be kept in
 * both while they are migrated. Throws INVALID_SCHEMA.
 */
export function layoutOf(schema: SchemaObject, previous: Layout = NO_LAYOUT): Layout {
  const properties = (schema.properties ?? {}) as { [name: string]: SchemaObject };
  const faults: FieldFault[] = [];
  const fields = indexedFields(properties, previous, faults);
  const texts = searchableFields(properties, previous, faults);
  const indexes = compositeIndexes(schema["x-indexes"], properties, previous, faults);
  if (faults.length > 0) throw invalidSchema(faults);
  return { fields, indexes, texts };
}

type Properties = { [name: string]: SchemaObject };

function indexedFields(properties: Properties, previous: Layout, faults: FieldFault[]): IndexedField[] {
  const take = freeSlots(
    [...TEXT_SLOTS, ...NUMBER_SLOTS],
    previous.fields.map(({ slot }) => slot),
  );
  const takeUnique = freeSlots(
    UNIQUE_SLOTS,
    previous.fields.flatMap(({ unique }) => unique ?? []),
  );
  const fields: IndexedField[] = [];
  for (const [name, property] of Object.entries(properties)) {
    const isUnique = property["x-unique"] === true;
    if (property["x-indexed"] !== true && !isUnique) continue;
    const fault = (code: string, message: string, ...at: string[]) =>
      faults.push({ path: toPointer(["properties", name, ...at]), code, message });
    const type = fieldTypeOf(property);
    if (typeof type === "object") fault(type.code, type.message);
    else if (type === "text" && longestText(property) > MAX_INDEXED_TEXT)
      fault("UNBOUNDED", `Add "maxLength" of at most ${MAX_INDEXED_TEXT} to an indexed text.`);
    else if (isUnique && type === "boolean")
      fault("NOT_UNIQUE", "No more than two records could have a unique true or false.", "x-unique");
    else {
      const kept = previous.fields.find((field) => field.name === name && field.type === type);
      const slot = kept?.slot ?? take((one) => one.startsWith(type === "text" ? "t" : "n"));
      const unique = isUnique ? (kept?.unique ?? takeUnique()) : undefined;
      if (!slot) fault("TOO_MANY", TOO_MANY, "x-indexed");
      else if (isUnique && !unique) fault("TOO_MANY", "Mark at most 4 properties x-unique.", "x-unique");
      else fields.push({ name, type, slot, ...(unique ? { unique } : {}) });
    }
  }
  return fields;
}

const TOO_MANY = "Mark at most 8 text properties and 8 others x-indexed.";

function searchableFields(properties: Properties, previous: Layout, faults: FieldFault[]): SearchableField[] {
  const take = freeSlots(
    TEXT_SEARCH_SLOTS,
    previous.texts.map(({ slot }) => slot),
  );
  const texts: SearchableField[] = [];
  let characters = 0;
  for (const [name, property] of Object.entries(properties)) {
    const marked = property["x-searchable"];
    if (marked === undefined || marked === false) continue;
    const fault = (code: string, message: string) =>
      faults.push({ path: toPointer(["properties", name, "x-searchable"]), code, message });
    const language = marked === true ? "simple" : String(marked);
    const types = [property.type].flat().filter((type) => type !== "null");
    if (types.length !== 1 || types[0] !== "string")
      fault("NOT_SEARCHABLE", "Only a text (type string) can be searched.");
    else if (!(SEARCH_LANGUAGES as readonly string[]).includes(language))
      fault("UNKNOWN_LANGUAGE", `Say true, or one of ${SEARCH_LANGUAGES.join(", ")}.`);
    else if (characters + longestText(property) > MAX_SEARCHED_TEXT)
      fault(
        "UNBOUNDED",
        `Bound searchable texts with "maxLength": together they may have ${MAX_SEARCHED_TEXT} characters.`,
      );
    else {
      const kept = previous.texts.find((text) => text.name === name && text.language === language);
      const slot = kept?.slot ?? take();
      characters += longestText(property);
      if (slot) texts.push({ name, slot, language });
      else fault("TOO_MANY", "Mark at most 8 properties x-searchable.");
    }
  }
  return texts.map((text) => withWords(text, wordsSlotBehind(texts, previous.texts)));
}

/** Words of other fields stand in another row, so that records can have both. */
function wordsSlotBehind(texts: readonly SearchableField[], previous: Layout["texts"]): number {
  const stays = ({ slot, name }: SearchableField) => previous.some((one) => one.slot === slot && one.name === name);
  const isSame = texts.length === previous.length && texts.every(stays);
  const slot = wordsSlotOf(previous);
  if (isSame || previous.length === 0) return slot;
  return slot === WORDS_SLOT ? OTHER_WORDS_SLOT : WORDS_SLOT;
}

function withWords(text: SearchableField, slot: number): SearchableField {
  return slot === WORDS_SLOT ? text : { ...text, words: slot };
}

function compositeIndexes(
  declared: unknown,
  properties: Properties,
  previous: Layout,
  faults: FieldFault[],
): CompositeIndex[] {
  const take = freeSlots(
    KEY_SLOTS,
    previous.indexes.map(({ slot }) => slot),
  );
  const indexes: CompositeIndex[] = [];
  for (const [at, names] of (Array.isArray(declared) ? declared : []).entries()) {
    const fault = (code: string, message: string) =>
      faults.push({ path: toPointer(["x-indexes", String(at)]), code, message });
    const parts = readParts(names, properties);
    if (typeof parts === "string") {
      fault("INVALID_INDEX", parts);
      continue;
    }
    const same = (index: CompositeIndex) => JSON.stringify(index.parts) === JSON.stringify(parts);
    if (indexes.some(same)) {
      fault("DUPLICATE", "This order, or its reverse, has an index already.");
      continue;
    }
    const slot = previous.indexes.find(same)?.slot ?? take();
    if (slot) indexes.push({ slot, parts });
    else fault("TOO_MANY", "Declare at most 4 indexes of several fields.");
  }
  return indexes;
}

/** Turned round where the first is descending: an index is read in both directions. */
function readParts(names: unknown, properties: Properties): KeyPart[] | string {
  if (
    !Array.isArray(names) ||
    names.length < 2 ||
    names.length > MAX_KEY_PARTS ||
    names.some((name) => typeof name !== "string")
  )
    return `Give 2 to ${MAX_KEY_PARTS} names of properties, those that descend with a minus sign before them.`;
  let characters = 0;
  const parts: KeyPart[] = [];
  for (const given of names as string[]) {
    const name = given.replace(/^-/, "");
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const type = property && fieldTypeOf(property);
    if (!property || type === undefined || typeof type === "object")
      return `"${name.toWellFormed().slice(0, 100)}" is no property with one "type" of string, integer, number or boolean.`;
    if (parts.some((part) => part.name === name)) return "Name each property once.";
    if (type === "text") characters += longestText(property);
    parts.push({ name, type, descending: given.startsWith("-") });
  }
  if (characters > MAX_KEY_TEXT)
    return `Bound its texts with "maxLength": together they may have at most ${MAX_KEY_TEXT} characters.`;
  return parts[0]?.descending ? parts.map((part) => ({ ...part, descending: !part.descending })) : parts;
}

/** Hands out what is not in use, one after the other. */
function freeSlots<S extends string | number>(
  all: readonly S[],
  used: readonly S[],
): (fits?: (slot: S) => boolean) => S | undefined {
  const free = all.filter((slot) => !used.includes(slot));
  return (fits = () => true) => {
    const at = free.findIndex(fits);
    return at === -1 ? undefined : free.splice(at, 1)[0];
  };
}
