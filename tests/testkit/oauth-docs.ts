import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./process.ts";

/** docs/security/oauth.md, whose programs the tests run. */
export const docsPage = readFileSync(path.join(root, "docs/security/oauth.md"), "utf8");

const blocks = new Map(
  [...docsPage.matchAll(/^```(\S*)(?: (\S+))?\n(.*?)^```$/gms)].map(([, language = "", name = "", text = ""], at) => [
    name || `unnamed ${language} ${at}`,
    text,
  ]),
);

/** Names of all fenced blocks, such as `spa.js`. */
export const blockNames = [...blocks.keys()];

/** What stands in the places of the page's own examples. */
export interface Filling {
  issuer: string;
  clientId?: string;
  /** Of the program that the reader writes. */
  home?: string;
}

const EXAMPLES = {
  issuer: "https://bulkhead.example",
  clientId: "cli_01kaxd4q8meqnsyt3f0zv2h9rc",
  home: "http://localhost:3000",
};

/** A block as a reader has it after filling in what the page's table names. Throws when there is no such block. */
export function block(name: string, filling: Filling): string {
  let text = blocks.get(name);
  if (text === undefined) throw new Error(`docs/security/oauth.md has no block ${name}`);
  for (const [what, example] of Object.entries(EXAMPLES)) {
    const own = filling[what as keyof Filling];
    if (own !== undefined) text = text.replaceAll(example, own);
  }
  // `app.listen(3000)` is the same place.
  return filling.home === undefined ? text : text.replaceAll(/\b3000\b/g, new URL(filling.home).port);
}
