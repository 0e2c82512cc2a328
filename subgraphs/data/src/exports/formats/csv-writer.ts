import { csvCell, guardFormula } from "@bulkhead/kernel/csv-text.ts";
import { type Column, type ColumnKind, columnsOf } from "../../imports/formats/csv/columns.ts";
import type { Formulas } from "../../imports/formats/file-options.ts";
import { ExportFault } from "../codes.ts";
import type { ExportedData, RecordWriter, WriterOptions } from "./writer.ts";

/** RFC 4180. Nothing at all is an absent property, `""` the empty text, `\N` null; arrays and objects are JSON text. */
export function createCsvWriter({ schema, fields, formulas }: WriterOptions): RecordWriter {
  const declared = columnsOf(schema);
  const columns = fields ? fields.flatMap((name) => declared.get(name) ?? []) : [...declared.values()];
  if (columns.length === 0)
    throw new ExportFault(
      "EXPORT_COLUMNS",
      "The collection's schema declares no properties, and CSV needs columns. Use NDJSON.",
    );
  return {
    head: `${columns.map(({ name }) => csvCell(name)).join(",")}\r\n`,
    record(data) {
      refuseUndeclared(data, declared);
      const line = columns.map((column) => cell(column, data, formulas)).join(",");
      // An empty line is no record to whoever reads the file.
      if (line === "")
        throw new ExportFault("EXPORT_VALUE", "A record is empty, which CSV with one column cannot say. Use NDJSON.");
      return `${line}\r\n`;
    },
    tail: () => "",
  };
}

function refuseUndeclared(data: ExportedData, declared: ReadonlyMap<string, Column>): void {
  const found = Object.keys(data).find((name) => !declared.has(name));
  if (found === undefined) return;
  throw new ExportFault(
    "EXPORT_UNDECLARED",
    `A record has the property ${JSON.stringify(found)}, which the schema does not declare and CSV has no column for. ` +
      "Use NDJSON, declare it, or name the fields to export.",
  );
}

function cell({ name, kind }: Column, data: ExportedData, formulas: Formulas): string {
  if (!Object.hasOwn(data, name)) return "";
  const value = data[name];
  if (value === null) return "\\N";
  if (kind === "json") return csvCell(JSON.stringify(value));
  if (!isOfKind(kind, value))
    throw new ExportFault(
      "EXPORT_VALUE",
      `A value of ${JSON.stringify(name)} is no ${kind} that CSV can say. Use NDJSON.`,
    );
  if (typeof value !== "string") return JSON.stringify(value);
  return csvCell(formulas === "GUARDED" ? guardFormula(value) : value);
}

function isOfKind(kind: Exclude<ColumnKind, "json">, value: unknown): boolean {
  return kind === "integer" ? Number.isSafeInteger(value) : typeof value === kind;
}
