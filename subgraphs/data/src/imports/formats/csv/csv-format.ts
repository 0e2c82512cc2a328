import { unguardFormula } from "@bulkhead/kernel/csv-text.ts";
import { namesIn } from "../json-pointer.ts";
import type { CsvRecord, FormatInput, SourceFormat } from "../source-format.ts";
import { columnsOf } from "./columns.ts";
import { DELIMITERS } from "./delimiters.ts";
import { readCsv } from "./read-csv.ts";
import { createFieldReader } from "./read-fields.ts";
import { readHeader } from "./read-header.ts";

/** A header line that names properties of the collection, and a line for each record (RFC 4180). */
export async function openCsv({ source, options, schema, mapping }: FormatInput): Promise<SourceFormat> {
  const required = (schema.required ?? []) as string[];
  const { columns, rows, delimiter } = await readHeader(source, {
    declared: columnsOf(schema),
    required,
    delimiter: options.delimiter,
    formulas: options.formulas,
    ignoresOthers: mapping?.others === "IGNORE",
  });
  const dataOf = createFieldReader(columns, options.formulas);
  return {
    start: rows,
    found: { delimiter },
    read: (text, from, max) => readCsv(text, from, max, DELIMITERS[delimiter]),
    dataOf: (record) => dataOf((record as CsvRecord).fields),
    placeOf(field, record) {
      const [name] = namesIn(field);
      const at = columns.findIndex((column) => column.name === name);
      const column = columns[at];
      const cell = (record as CsvRecord).fields[at];
      const text = typeof cell === "string" ? cell : null;
      const isGuarded = text !== null && options.formulas === "GUARDED" && column?.kind === "string";
      // A required column that the file lacks altogether was refused with the header, unless only this row's values need it.
      return { column: column?.name ?? null, path: null, text: isGuarded ? unguardFormula(text) : text };
    },
  };
}
