import type { Statement } from "@bulkhead/kernel/database.ts";
import type { Collection } from "../collections/directory.ts";
import { type Data, mustMap } from "../evolution/map-record.ts";
import { foldText, gramsOf } from "./fold.ts";
import { type SearchableField, wordsSlotOf } from "./layout.ts";

/** A field's text as it is searched; undefined when the record has none. */
export function searchedText({ name }: Pick<SearchableField, "name">, record: object): string | undefined {
  const value = Object.hasOwn(record, name) ? (record as { [name: string]: unknown })[name] : undefined;
  return typeof value === "string" ? foldText(value) : undefined;
}

/** What a text's grams are as PostgreSQL reads an array. */
export function gramsText(collectionId: string, slot: number, folded: string): string {
  return `{${gramsOf(collectionId, slot, folded).join(",")}}`;
}

/** A field whose text is searched, and the data that has it: while a collection is migrated, also what that is to become. */
export interface SearchedText {
  field: SearchableField;
  mapped(data: object): object;
}

/** What decides by what records are searched. */
export type Searched = Pick<Collection, "texts" | "pending">;

/** In the order of their slots. */
export function searchedTexts({ texts, pending }: Searched): SearchedText[] {
  const found: SearchedText[] = texts.map((field) => ({ field, mapped: (data) => data }));
  for (const field of pending?.layout.texts ?? [])
    if (pending && !texts.some(({ slot }) => slot === field.slot))
      found.push({ field, mapped: (data) => mustMap(pending.mapping, data as Data) });
  return found.sort((one, other) => one.field.slot - other.field.slot);
}

/** A row with the words of several texts: the slot it has, and which of `searchedTexts` they are. */
export interface WordsRow {
  slot: number;
  of: number[];
}

/** One row; while the texts that can be searched are changed, one by each layout. */
export function wordsRows({ texts, pending }: Searched): WordsRow[] {
  const all = searchedTexts({ texts, pending });
  const rows: WordsRow[] = [];
  for (const layout of [texts, pending?.layout.texts ?? []]) {
    const slot = wordsSlotOf(layout);
    const isOf = ({ field }: SearchedText) => layout.some((one) => one.slot === field.slot);
    if (layout.length > 0 && !rows.some((row) => row.slot === slot))
      rows.push({ slot, of: all.flatMap((text, at) => (isOf(text) ? at : [])) });
  }
  return rows;
}

/** A statement for each number of texts is prepared; those of a migration, of which there are many, are not. */
export function nameOf(name: string, { texts, pending }: Searched): Pick<Statement, "name"> {
  return pending ? {} : { name: `${name}_${texts.length}` };
}

interface Owner {
  tenantId: string;
  recordId: string;
  collectionId: string;
}

/** Stores what a new record's texts are searched by: no statement when its collection has none. */
export function insertTexts(owner: Owner, record: object, collection: Searched): Statement[] {
  if (searchedTexts(collection).length === 0) return [];
  return [writeTexts("insert_record_texts", owner, record, collection, "")];
}

/**
 * The same for a record that was there. What has not changed is left alone, since each row costs an index entry for every
 * three characters of it; what the record has no more is removed. A collection that has lost its last searchable field had
 * the rows of its records removed by the migration.
 */
export function replaceTexts(owner: Owner, record: object, collection: Searched): Statement[] {
  const texts = searchedTexts(collection);
  if (texts.length === 0) return [];
  const kept = texts
    .filter(({ field, mapped }) => searchedText(field, mapped(record)) !== undefined)
    .map(({ field }) => field.slot);
  const removal: Statement = {
    name: "remove_record_texts",
    text: "delete from data.record_text where tenant_id = $1 and record_id = $2 and not (slot = any($3::smallint[]))",
    values: [owner.tenantId, owner.recordId, [...wordsRows(collection).map(({ slot }) => slot), ...kept]],
  };
  return [removal, writeTexts("replace_record_texts", owner, record, collection, UNLESS_SAME)];
}

export const UNLESS_SAME = `on conflict (tenant_id, record_id, slot) do update
  set body = excluded.body, grams = excluded.grams, words = excluded.words
  where (stored.body, stored.words) is distinct from (excluded.body, excluded.words)`;

/** One statement, whatever the number of fields: a row for each that the record has, and one for the words of all. */
function writeTexts(name: string, owner: Owner, record: object, collection: Searched, end: string): Statement {
  const texts = searchedTexts(collection);
  const bodies = texts.map(({ field, mapped }) => searchedText(field, mapped(record)) ?? null);
  const grams = texts.map(({ field }, at) => gramsText(owner.collectionId, field.slot, bodies[at] ?? ""));
  const vectors = texts.map(
    (_, at) => `to_tsvector(($7::text[])[${at + 1}]::regconfig, coalesce(($5::text[])[${at + 1}], ''))`,
  );
  const rows = wordsRows(collection);
  const ofWords = rows.map(({ of }, at) => {
    const words = wordsOf(
      of.map((text) => vectors[text] ?? ""),
      "$3::uuid",
    );
    return `select $1::uuid, $2::uuid, $3::uuid, ($8::smallint[])[${at + 1}], null, null, ${words}`;
  });
  return {
    ...nameOf(name, collection),
    text: `insert into data.record_text as stored (tenant_id, record_id, collection_id, slot, body, grams, words)
      select $1::uuid, $2::uuid, $3::uuid, slot, body, grams::int[], null
      from unnest($4::smallint[], $5::text[], $6::text[]) as field (slot, body, grams) where body is not null
      union all ${ofWords.join(" union all ")} ${end}`,
    values: [
      owner.tenantId,
      owner.recordId,
      owner.collectionId,
      texts.map(({ field }) => field.slot),
      bodies,
      grams,
      texts.map(({ field }) => field.language),
      rows.map(({ slot }) => slot),
    ],
  };
}

/** The words of several texts and of their collection. Between two texts is a gap, so that no phrase spans both. */
export function wordsOf(vectors: readonly string[], collection: string): string {
  const gap = " || ''':gap'':2'::tsvector || ";
  const all = vectors.length > 1 ? `ts_delete(${vectors.join(gap)}, ':gap')` : vectors.join("");
  return `${all} || array_to_tsvector(array[data.collection_word(${collection})])`;
}
