export type ChangeKind = "COMPATIBLE" | "INDEX" | "INCOMPATIBLE";

/** One difference between two versions of a schema. */
export interface SchemaChange {
  /** JSON Pointer of the place in the schema. */
  path: string;
  kind: ChangeKind;
  message: string;
}

/** What the parts of a comparison share. */
export interface Comparison {
  note(path: readonly string[], kind: ChangeKind, message: string): void;
  /** Notes what is different at one place; `undefined` is a schema that accepts everything. */
  compare(before: unknown, after: unknown, path: readonly string[]): void;
  /** Whether two schemas accept the same, as far as their texts and what these refer to show it. */
  same(before: unknown, after: unknown): boolean;
}
