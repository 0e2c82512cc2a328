import { csvCell, guardFormula } from "@bulkhead/kernel/csv-text.ts";
import { stringifyJson } from "@bulkhead/kernel/json-text.ts";
import { type RestShape, toRest } from "./shape.ts";

/** How rows are written into a file. */
export interface RowsText {
  ending: string;
  mediaType: string;
  head: string;
  row(one: unknown): string;
}

/** One JSON object a line. */
export function ndjsonRows(shape: RestShape): RowsText {
  return {
    ending: "ndjson",
    mediaType: "application/x-ndjson",
    head: "",
    row: (one) => `${stringifyJson(toRest(shape, one))}\n`,
  };
}

/** RFC 4180, for spreadsheets: null is nothing at all, and no text is run as a formula. */
export function csvRows(shape: RestShape): RowsText {
  const names = shape.kind === "object" ? shape.fields.map(({ name }) => name) : [];
  return {
    ending: "csv",
    mediaType: "text/csv; charset=utf-8; header=present",
    head: `${names.join(",")}\r\n`,
    row(one) {
      const shown = toRest(shape, one) as Record<string, unknown>;
      return `${names.map((name) => cellOf(shown[name])).join(",")}\r\n`;
    },
  };
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? csvCell(guardFormula(value)) : stringifyJson(value);
}
