import { namesIn } from "../json-pointer.ts";
import type { CsvRecord, FormatInput, SourceFormat } from "../source-format.ts";
import { columnsOf } from "./columns.ts";
import { readCsv } from "./read-csv.ts";
import { createFieldReader } from "./read-fields.ts";
import { readHeader } from "./read-header.ts";

/** A header line that names properties of the collection, and a line for each record (RFC 4180). */
export async function openCsv({ source, schema }: FormatInput): Promise<SourceFormat> {
  const { columns, rows } = await readHeader(source, columnsOf(schema), (schema.required ?? []) as string[]);
  const dataOf = createFieldReader(columns);
  return {
    start: rows,
    found: {},
    read: readCsv,
    dataOf: (record) => dataOf((record as CsvRecord).fields),
    placeOf(field, record) {
      const [name] = namesIn(field);
      const at = columns.findIndex((column) => column.name === name);
      // A required column that the file lacks altogether was refused with the header, unless only this row's values need it.
      return { column: columns[at]?.name ?? null, path: null, text: (record as CsvRecord).fields[at] ?? null };
    },
  };
}
