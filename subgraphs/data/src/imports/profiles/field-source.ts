/** Where a field of a collection gets its value from. */
export interface FieldSource {
  /** JSON Pointer into the record's data, such as `/address/city`. */
  field: string;
  /** Name of the column (CSV), or path below the record (trees), such as `/customer/name`; null for a constant. */
  from: string | null;
  /** The same value for every record, when `from` is null. */
  value: unknown;
}

/** What becomes of columns and fields of the file that no source names. */
export type Others = "KEEP" | "IGNORE";

/** How a file's own names become a collection's. */
export interface FieldMapping {
  sources: readonly FieldSource[];
  others: Others;
}
