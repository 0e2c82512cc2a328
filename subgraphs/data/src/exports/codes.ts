/** Why an export ended without success: code → when it happens. */
export const EXPORT_CODES = {
  EXPORT_COLUMNS: "The collection declares no properties, so CSV has no columns.",
  EXPORT_UNDECLARED: "A record has a property that the schema does not declare, and CSV has no column for it.",
  EXPORT_VALUE:
    "A value has no form in this format that an import would read as the same, or would take: it is too large.",
  EXPORT_NAME: "A property has a name that XML cannot hold.",
  EXPORT_SCHEMA: "The collection's schema changed while its records were written.",
  EXPORT_REFUSED: "Who asked for it may not read the records any more.",
  EXPORT_FILTER: "The filter does not fit the collection any more.",
  EXPORT_OVER_QUOTA: "The tenant's plan allows no more bytes.",
  EXPORT_INTERRUPTED: "An unforeseen fault of the server ended it; it was logged with its request id.",
} as const;

export type ExportCode = keyof typeof EXPORT_CODES;

/** What a format cannot say. Nothing is left out silently: the export ends, and says with which format it can be done. */
export class ExportFault extends Error {
  readonly code: ExportCode;
  constructor(code: ExportCode, message: string) {
    super(message);
    this.code = code;
  }
}
