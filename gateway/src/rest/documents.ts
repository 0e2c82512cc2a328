import { readFileSync } from "node:fs";

/** A checked-in document of a REST route, with the fragments that it spreads. */
export function readDocument(name: string): string {
  const operation = read(name);
  const spread = new Set(Array.from(operation.matchAll(/\.\.\.(\w+)/g), ([, fragment]) => `fragments/${fragment}`));
  return [operation, ...Array.from(spread, read)].join("\n");
}

function read(name: string): string {
  return readFileSync(new URL(`documents/${name}.graphql`, import.meta.url), "utf8");
}
