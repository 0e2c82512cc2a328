import { refuseFaults } from "@bulkhead/kernel/input.ts";
import { isStorable } from "../json-schema/json.ts";
import { foldText } from "./fold.ts";

/** A word, or words that follow each other. */
export interface SearchTerm {
  text: string;
  not: boolean;
}

const MAX_SEARCH = 1_000;
const MAX_TERMS = 32;

/**
 * Reads a search as people write it: words that must all be there, "words in quotes" that follow each other, `or` between
 * alternatives, and a minus before what must not be there. Every text is one; nothing is an error but its length. Answers
 * the alternatives, each with the terms that it needs.
 */
export function readSearch(search: string): SearchTerm[][] {
  if (search.length > MAX_SEARCH || !isStorable(search))
    refuseFaults([
      { path: "search", code: "TEXT", message: `Give a text of at most ${MAX_SEARCH} characters, without NUL.` },
    ]);
  const tokens = foldText(search).match(/-?"[^"]*"?|[^\s"]+/g) ?? [];
  if (tokens.length > MAX_TERMS)
    refuseFaults([{ path: "search", code: "TOO_MANY", message: `Search for at most ${MAX_TERMS} words at once.` }]);
  const alternatives: SearchTerm[][] = [[]];
  for (const token of tokens) {
    if (token === "or") alternatives.push([]);
    else {
      const text = token.replace(/^-/, "").replaceAll('"', " ").trim();
      if (text !== "") alternatives.at(-1)?.push({ text, not: token.startsWith("-") });
    }
  }
  return alternatives.filter((terms) => terms.length > 0);
}
