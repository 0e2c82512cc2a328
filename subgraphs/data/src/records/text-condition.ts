import { AppError } from "@bulkhead/kernel/error.ts";
import pg from "pg";
import { type SearchableField, wordsSlotOf } from "./layout.ts";
import type { Param } from "./param.ts";
import type { SearchTerm } from "./search-terms.ts";

/** Most records that a text may be found in; data.find_texts refuses more. */
export const MAX_FOUND = 10_000;

/** A search over all searchable fields, as the statement takes it. */
export interface WordsSearch {
  languages: string[];
  /** Where the words of the collection's records stand. */
  slot: number;
  terms: SearchTerm[][];
}

/** What data.find_texts refuses with; `hint` is the most it answers. */
const FOUND_TOO_MANY = "BHS01";

/** For the end of a statement that searches: says what to do about a search that finds too many. */
export function orTooBroad(error: unknown): never {
  const cause = error instanceof AppError ? error.cause : error;
  if (!(cause instanceof pg.DatabaseError) || cause.code !== FOUND_TOO_MANY) throw error;
  const message = `The text is in more than ${MAX_FOUND} records. Search for more of it, or for rarer words.`;
  throw new AppError("SEARCH_TOO_BROAD", message, { cause, extensions: { most: MAX_FOUND } });
}

/** Which records have the text in a searchable field, as a condition of a statement over data.record. */
export function foundInText(
  { collectionId, slot }: { collectionId: string; slot: number },
  text: string,
  grams: readonly number[],
  param: Param,
): string {
  const given = `${param(collectionId)}::uuid, ${param(slot)}::smallint, ${param(text)}, ${param(grams)}::int[], null`;
  return `id = any(array(select record_id from data.find_texts(${given}, ${MAX_FOUND})))`;
}

/** What a search finds, as a table of `record_id` and `distance`: the better the smaller. */
export function foundSql({ languages, slot, terms }: WordsSearch, collection: string, param: Param): string {
  const query = `data.words_query(${param(languages)}::text[], ${param(JSON.stringify(terms))}::jsonb)`;
  return `data.find_texts(${collection}::uuid, ${param(slot)}::smallint, null, null, ${query}, ${MAX_FOUND})`;
}

/** The same as a condition, where the best fit need not come first. */
export function foundIdsSql(search: WordsSearch, collection: string, param: Param): string {
  return `id = any(array(select record_id from ${foundSql(search, collection, param)}))`;
}

/** The search of a collection, or INDEX_REQUIRED when it has nothing to search. */
export function wordsSearch(texts: readonly SearchableField[], terms: SearchTerm[][]): WordsSearch {
  const languages = [...new Set(texts.map(({ language }) => language))];
  if (texts.length > 0) return { languages, slot: wordsSlotOf(texts), terms };
  const message =
    'Nothing of this collection can be searched: declare "x-searchable": true, or a language, at a text property of its schema.';
  throw new AppError("INDEX_REQUIRED", message, { fields: [{ path: "search", code: "INDEX_REQUIRED", message }] });
}
