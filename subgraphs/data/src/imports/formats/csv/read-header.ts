import { FileFault } from "../../codes.ts";
import type { Position, TextSource } from "../source-format.ts";
import type { Column } from "./columns.ts";
import { readCsv } from "./read-csv.ts";

export interface Header {
  columns: Column[];
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
export async function readHeader(
  source: TextSource,
  declared: ReadonlyMap<string, Column>,
  required: readonly string[],
): Promise<Header> {
  for await (const { records, next } of readCsv(source.read(source.start), source.start, 1)) {
    for (const { fields, line } of records)
      return { columns: matchColumns(fields, line, declared, required), rows: next };
  }
  throw new FileFault("CSV_EMPTY", null, "The file is empty. Put the names of the columns in its first line.");
}

function matchColumns(
  fields: readonly (string | null)[],
  line: number,
  declared: ReadonlyMap<string, Column>,
  required: readonly string[],
): Column[] {
  const names = fields.map((field) => field ?? "");
  const present = new Set(names);
  const columns = names.flatMap((name) => declared.get(name) ?? []);
  const faults = [
    list(
      "unknown",
      [...present].filter((name) => !declared.has(name)),
    ),
    list(
      "missing",
      required.filter((name) => !present.has(name)),
    ),
    list(
      "twice",
      [...present].filter((name) => names.indexOf(name) !== names.lastIndexOf(name)),
    ),
  ].filter((fault) => fault !== "");
  if (faults.length === 0) return columns;
  // A first line that names no property at all is most likely a row: quoting it would show values of the file.
  if (columns.length === 0)
    throw new FileFault(
      "CSV_HEADER",
      line,
      `No column of the first line is a property of the collection's schema. ${separatorHint(names) ?? HEADER_ADVICE}`,
    );
  const advice = separatorHint(names) ?? HEADER_ADVICE;
  throw new FileFault("CSV_HEADER", line, `The header does not fit the collection: ${faults.join("; ")}. ${advice}`);
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

function separatorHint([first, ...others]: readonly string[]): string | undefined {
  if (first === undefined || others.length > 0) return undefined;
  if (first.includes(";")) return "It seems to be separated by semicolons: separate fields by commas.";
  return first.includes("\t") ? "It seems to be separated by tabs: separate fields by commas." : undefined;
}
