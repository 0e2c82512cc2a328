import { csvCell, guardFormula } from "@bulkhead/kernel/csv-text.ts";
import { type Column, type ColumnKind, columnsOf } from "../../imports/formats/csv/columns.ts";
import { isLonger, MAX_FIELD_BYTES, MAX_RECORD_BYTES } from "../../imports/formats/csv/scan-records.ts";
import { looksLike } from "../../imports/formats/detect-format.ts";
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
  const textCell = (text: string) => csvCell(formulas === "GUARDED" ? guardFormula(text) : text);
  const header = columns.map(({ name }) => textCell(name)).join(",");
  return {
    // In quotes nothing that a file can begin with is taken for JSON or XML.
    head: `${looksLike(header) === "CSV" ? header : header.replace(/^[^,]*/, '"$&"')}\r\n`,
    record(data) {
      refuseUndeclared(data, declared);
      const line = columns.map((column) => cell(column, data, textCell)).join(",");
      // An empty line is no record to whoever reads the file.
      if (line === "")
        throw new ExportFault("EXPORT_VALUE", "A record is empty, which CSV with one column cannot say. Use NDJSON.");
      if (isLonger(line, 0, line.length, MAX_RECORD_BYTES))
        throw new ExportFault(
          "EXPORT_VALUE",
          "A record is larger in CSV than the 1 MiB that imports take. Use NDJSON.",
        );
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

function cell({ name, kind }: Column, data: ExportedData, textCell: (text: string) => string): string {
  if (!Object.hasOwn(data, name)) return "";
  const value = data[name];
  if (value === null) return "\\N";
  if (kind === "json") return held(name, csvCell(JSON.stringify(value)));
  if (!isOfKind(kind, value))
    throw new ExportFault(
      "EXPORT_VALUE",
      `A value of ${JSON.stringify(name)} is no ${kind} that CSV can say. Use NDJSON.`,
    );
  if (typeof value !== "string") return JSON.stringify(value);
  return held(name, textCell(value));
}

function held(name: string, written: string): string {
  if (!isLonger(written, 0, written.length, MAX_FIELD_BYTES)) return written;
  throw new ExportFault(
    "EXPORT_VALUE",
    `A value of ${JSON.stringify(name)} is larger in CSV than the 256 KiB that imports take. Use NDJSON.`,
  );
}

function isOfKind(kind: Exclude<ColumnKind, "json">, value: unknown): boolean {
  return kind === "integer" ? Number.isSafeInteger(value) : typeof value === kind;
}
