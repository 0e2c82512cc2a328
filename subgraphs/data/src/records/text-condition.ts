import { AppError, type FieldFault } from "@bulkhead/kernel/error.ts";
import pg from "pg";
import { isStorable } from "../json-schema/json.ts";
import { foldText, GRAM, gramsOf } from "./fold.ts";
import type { SearchableField } from "./layout.ts";
import type { SearchTerm } from "./search-terms.ts";

/** Most records that a text may be found in; data.find_texts refuses more. */
export const MAX_FOUND = 10_000;
const MAX_PATTERN = 200;

/** `contains`, as the statement takes it. */
export interface TextCondition {
  operator: "contains";
  /** Number of the field in data.record_text. */
  text: number;
  pattern: string;
  grams: number[];
}

/** A search over all searchable fields, as the statement takes it. */
export interface WordsSearch {
  languages: string[];
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

type Param = (value: unknown) => string;

/** Reads what a field shall contain. Errors: FIELD_NOT_INDEXED; SEARCH_TOO_SHORT; a wrong text adds a fault. */
export function readContains(
  { id, texts }: { id: string; texts: readonly SearchableField[] },
  name: string,
  given: string,
  path: string,
  faults: FieldFault[],
): TextCondition | undefined {
  const field = texts.find((one) => one.name === name);
  if (!field) throw notSearchable(name, path);
  if (given.length > MAX_PATTERN || !isStorable(given)) {
    faults.push({ path, code: "TEXT", message: `Give a text of at most ${MAX_PATTERN} characters, without NUL.` });
    return undefined;
  }
  const pattern = foldText(given);
  const grams = gramsOf(id, field.slot, pattern);
  if (grams.length > 0) return { operator: "contains", text: field.slot, pattern, grams };
  const message = `Give at least ${GRAM} characters for a text to contain; for less, use startsWith on an indexed field.`;
  throw new AppError("SEARCH_TOO_SHORT", message, { fields: [{ path, code: "SEARCH_TOO_SHORT", message }] });
}

function notSearchable(name: string, path: string): AppError {
  const message = `"${name.toWellFormed().slice(0, 100)}" cannot be searched: its property is not marked "x-searchable".`;
  return new AppError("FIELD_NOT_INDEXED", message, {
    fields: [{ path: path.replace(/[^.]+$/, "field"), code: "FIELD_NOT_INDEXED", message }],
  });
}

/** The condition in a statement over data.record. `collection` is the parameter that holds its id. */
export function containsSql({ text, pattern, grams }: TextCondition, collection: string, param: Param): string {
  const given = `${collection}::uuid, ${param(text)}::smallint, ${param(pattern)}, ${param(grams)}::int[], null`;
  return `id = any(array(select record_id from data.find_texts(${given}, ${MAX_FOUND})))`;
}

/** What a search finds, as a table of `record_id` and `distance`: the better the smaller. */
export function foundSql({ languages, terms }: WordsSearch, collection: string, param: Param): string {
  const query = `data.words_query(${param(languages)}::text[], ${param(JSON.stringify(terms))}::jsonb)`;
  return `data.find_texts(${collection}::uuid, null, null, null, ${query}, ${MAX_FOUND})`;
}

/** The search of a collection, or FIELD_NOT_INDEXED when it has nothing to search. */
export function wordsSearch(texts: readonly SearchableField[], terms: SearchTerm[][]): WordsSearch {
  if (texts.length > 0) return { languages: [...new Set(texts.map(({ language }) => language))], terms };
  const message = 'Nothing of this collection can be searched: none of its properties is marked "x-searchable".';
  throw new AppError("FIELD_NOT_INDEXED", message, {
    fields: [{ path: "search", code: "FIELD_NOT_INDEXED", message }],
  });
}
