import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "../testkit/process.ts";

/** The shell blocks of README.md, in order: what a reader would paste. */
export function readmeBlocks(): string[] {
  const text = readFileSync(path.join(root, "README.md"), "utf8");
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
}
