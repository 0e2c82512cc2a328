/** Adds a value to a statement and answers how its text calls it. */
export type Param = (value: unknown) => string;
