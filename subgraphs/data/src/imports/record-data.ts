/** Data of a record: the properties of the collection's schema. */
export type RecordData = Record<string, unknown>;
