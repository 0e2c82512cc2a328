import { unguardFormula } from "@bulkhead/kernel/csv-text.ts";
import { FileFault } from "../../codes.ts";
import { looksLike } from "../detect-format.ts";
import type { Delimiter, Formulas } from "../file-options.ts";
import { type CsvField, NULL_FIELD, type Position, type TextSource } from "../source-format.ts";
import type { Column } from "./columns.ts";
import { DELIMITERS } from "./delimiters.ts";
import { readCsv } from "./read-csv.ts";

export interface Header {
  columns: Column[];
  delimiter: Delimiter;
  /** Where the first row begins. */
  rows: Position;
}

/** Names shown per kind of fault, and characters per name: the message must stay readable whatever the file is. */
const MAX_NAMES = 10;
const MAX_NAME_LENGTH = 40;
const HEADER_ADVICE = "Name exactly the properties of the collection's schema there, each once.";

/**
 * Reads the header line. It names declared properties of the collection's schema, in any order, each once, and all that
 * are required: a column that is misspelt or forgotten must not be found out after a million rows.
 */
export async function readHeader(source: TextSource, wanted: WantedHeader): Promise<Header> {
  const { names, line, rows, delimiter } = await (wanted.delimiter
    ? readNames(source, wanted, wanted.delimiter)
    : findNames(source, wanted));
  return { columns: matchColumns(names, line, wanted), delimiter, rows };
}

export interface WantedHeader {
  declared: ReadonlyMap<string, Column>;
  required: readonly string[];
  /** As it was said; null: whatever makes most of the first line. */
  delimiter: Delimiter | null;
  /** GUARDED: names too have an apostrophe before what a spreadsheet would run. */
  formulas: Formulas;
  /** Columns that are not declared are passed over. */
  ignoresOthers: boolean;
}

interface Names {
  names: string[];
  line: number;
  rows: Position;
  delimiter: Delimiter;
}

/** The first line, by the delimiter that makes most properties of it. */
async function findNames(source: TextSource, wanted: WantedHeader): Promise<Names> {
  let best: Names | undefined;
  let most = 0;
  let fault: FileFault | undefined;
  for (const delimiter of Object.keys(DELIMITERS) as Delimiter[]) {
    try {
      const found = await readNames(source, wanted, delimiter);
      const count = found.names.filter((name) => wanted.declared.has(name)).length;
      if (best === undefined || count > most) best = found;
      most = Math.max(most, count);
    } catch (error) {
      // With another delimiter its quotes may stand where they belong.
      if (!(error instanceof FileFault)) throw error;
      fault ??= error;
    }
  }
  if (best === undefined || (most === 0 && fault)) throw fault;
  return best;
}

async function readNames(source: TextSource, { formulas }: WantedHeader, delimiter: Delimiter): Promise<Names> {
  const nameOf = (field: CsvField) => (formulas === "GUARDED" ? unguardFormula(toName(field)) : toName(field));
  const blocks = readCsv(source.read(source.start), source.start, 1, DELIMITERS[delimiter]);
  for await (const { records, next } of blocks)
    for (const { fields, line } of records) return { names: fields.map(nameOf), line, rows: next, delimiter };
  throw new FileFault("CSV_EMPTY", null, "The file is empty. Put the names of the columns in its first line.");
}

function toName(field: CsvField): string {
  return field === NULL_FIELD ? "\\N" : (field ?? "");
}

function matchColumns(
  names: readonly string[],
  line: number,
  { declared, required, ignoresOthers }: WantedHeader,
): Column[] {
  const present = new Set(names);
  const columns = names.flatMap((name) => declared.get(name) ?? []);
  const isWanted = (name: string) => declared.has(name) || !ignoresOthers;
  const faults = [
    list("unknown", ignoresOthers ? [] : [...present].filter((name) => !declared.has(name))),
    list(
      "missing",
      required.filter((name) => !present.has(name)),
    ),
    list(
      "twice",
      [...present].filter((name) => isWanted(name) && names.indexOf(name) !== names.lastIndexOf(name)),
    ),
  ].filter((fault) => fault !== "");
  if (faults.length === 0 && columns.length > 0) return names.map((name) => declared.get(name) ?? passedOver(name));
  // A first line that names no property at all is most likely a row: quoting it would show values of the file.
  if (columns.length === 0)
    throw new FileFault(
      "CSV_HEADER",
      line,
      `No column of the first line is a property of the collection's schema. ${hint(names) ?? HEADER_ADVICE}`,
    );
  const advice = hint(names) ?? HEADER_ADVICE;
  throw new FileFault("CSV_HEADER", line, `The header does not fit the collection: ${faults.join("; ")}. ${advice}`);
}

function passedOver(name: string): Column {
  return { name, kind: "none", emptyIsNull: false };
}

function list(what: string, names: readonly string[]): string {
  if (names.length === 0) return "";
  const shown = names.slice(0, MAX_NAMES).map((name) => {
    const short = name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH).toWellFormed()}…` : name;
    return JSON.stringify(short);
  });
  const more = names.length - shown.length;
  return `${what} ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function hint([first = "", ...others]: readonly string[]): string | undefined {
  const looks = looksLike(first);
  if (looks !== "CSV") return `The file begins like ${looks}: import it with format ${looks}.`;
  const other = (Object.keys(DELIMITERS) as Delimiter[]).find((one) =>
    first.includes(String.fromCharCode(DELIMITERS[one])),
  );
  return others.length === 0 && other
    ? `The fields seem to be separated otherwise: import the file with delimiter ${other}, or without one to have it found.`
    : undefined;
}
