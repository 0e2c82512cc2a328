import { readFileSync } from "node:fs";

/** A checked-in document of a REST route. */
export function readDocument(name: string): string {
  return readFileSync(new URL(`documents/${name}.graphql`, import.meta.url), "utf8");
}
