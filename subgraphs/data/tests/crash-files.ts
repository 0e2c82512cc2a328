import { gzipSync } from "node:zlib";
import type { Row } from "./crash-model.ts";

export type Form = keyof typeof FORMS;

/** Where a row of a file begins, and where in it the number stands. */
export interface Place {
  line: number;
  column: string | null;
  path: string | null;
}

export interface CrashFile {
  content: Buffer;
  /** What the import is told about it. */
  options: object;
  /** Of each row. */
  places: Place[];
}

interface FormText {
  options: object;
  before: string;
  between: string;
  after: string;
  rowOf(row: Row): string;
  placeOf(at: number): Omit<Place, "line">;
}

const COLUMNS = ["code", "serial", "n", "note"] as const;

const inQuotes = (text: string) => `"${text.replaceAll('"', '""')}"`;
const csvRow = (row: Row) =>
  COLUMNS.map((name) => (row[name] === undefined ? "" : inQuotes(String(row[name])))).join(";");

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const xmlRow = ({ code, ...others }: Row) => {
  const elements = Object.entries(others).map(([name, value]) => `<${name}>${escaped(String(value))}</${name}>`);
  return `<piece code="${code}">\n${elements.join("")}</piece>`;
};

const indented = (row: Row) => JSON.stringify(row, null, 1);
const inTree = (path: string) => ({ column: null, path });

/** The forms that files of imports come in; in all but NDJSON a row takes more than one line. */
const FORMS = {
  CSV: {
    options: { format: "CSV", delimiter: "SEMICOLON" },
    ...{ before: `${COLUMNS.join(";")}\n`, between: "\n", after: "\n" },
    rowOf: csvRow,
    placeOf: () => ({ column: "n", path: null }),
  },
  NDJSON: {
    options: { format: "NDJSON" },
    ...{ before: "\n", between: "\n\n", after: "" },
    rowOf: (row: Row) => JSON.stringify(row),
    placeOf: () => inTree("/n"),
  },
  JSON: {
    options: { format: "JSON" },
    ...{ before: "[\n", between: ",", after: "]" },
    rowOf: indented,
    placeOf: (at: number) => inTree(`/${at}/n`),
  },
  DOCUMENT: {
    options: { format: "JSON", items: "/of/pieces" },
    ...{ before: '{"day": ["Å"],\n"of": {"pieces": [', between: ",\n", after: '\n]}, "end": {"pieces": []}}' },
    rowOf: indented,
    placeOf: (at: number) => inTree(`/of/pieces/${at}/n`),
  },
  XML: {
    options: { format: "XML", items: "/stock/pieces/piece" },
    ...{
      before: '<?xml version="1.0"?>\n<stock><day>Å</day>\n<pieces>',
      between: "\n<!-- <piece> -->",
      after: "</pieces></stock>",
    },
    rowOf: xmlRow,
    placeOf: (at: number) => inTree(`/stock/pieces/piece[${at + 1}]/n`),
  },
} satisfies { [form: string]: FormText };

export const EVERY_FORM = Object.keys(FORMS) as Form[];

/** The same rows in any form. */
export function fileOf(form: Form, rows: readonly Row[], packed: boolean): CrashFile {
  const { options, before, between, after, rowOf, placeOf }: FormText = FORMS[form];
  const places: Place[] = [];
  let text = before;
  let line = linesIn(before) + 1;
  for (const [at, row] of rows.entries()) {
    const [gap, one] = [at === 0 ? "" : between, rowOf(row)];
    line += linesIn(gap);
    places.push({ line, ...placeOf(at) });
    line += linesIn(one);
    text += gap + one;
  }
  const content = Buffer.from(text + after);
  return packed
    ? { content: gzipSync(content), options: { ...options, compression: "GZIP" }, places }
    : { content, options, places };
}

const linesIn = (text: string) => text.split("\n").length - 1;
