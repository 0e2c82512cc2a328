import type { RejectedRow } from "./batch.ts";
import type { RowFault } from "./codes.ts";
import type { SourceFormat, SourceRecord } from "./formats/source-format.ts";

/** A row with what is wrong with it, as it is reported. */
export function rejectedRow(row: number, { line, path }: SourceRecord, fault: RowFault): RejectedRow {
  const place = path === null && fault.path === null ? null : `${path ?? ""}${fault.path ?? ""}`;
  return { row, line, ...fault, path: place };
}

/** A value that is taken was found in the data; here it gets its place in the file. */
export function takenAt(format: SourceFormat, record: SourceRecord, taken: RowFault | undefined): RowFault | undefined {
  if (taken?.field == null) return taken;
  const { column, path } = format.placeOf(taken.field, record);
  return { ...taken, column, path };
}
