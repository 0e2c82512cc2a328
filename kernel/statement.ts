/** `name` makes it a prepared statement: use it for texts that do not vary. */
export interface Statement {
  text: string;
  values?: unknown[];
  name?: string;
}
