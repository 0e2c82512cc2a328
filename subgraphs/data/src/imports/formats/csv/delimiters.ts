import type { Delimiter } from "../file-options.ts";

/** Codes of the characters, those first that are met more often. */
export const DELIMITERS: Readonly<Record<Delimiter, number>> = { COMMA: 44, SEMICOLON: 59, TAB: 9, PIPE: 124 };
