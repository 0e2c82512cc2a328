import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");

/** A connection refuses a second statement of a name: that fault shows only where both happen to run on the same one. */
test("a prepared statement's name stands in one place", () => {
  const files = globSync(["kernel/*.ts", "subgraphs/*/src/**/*.ts", "gateway/src/**/*.ts", "server/**/*.ts"], {
    cwd: root,
    exclude: ["**/tests/**", "**/node_modules/**", "**/generated/**"],
  });
  const places = new Map<string, string[]>();
  for (const file of files)
    for (const [, name = ""] of readFileSync(path.join(root, file), "utf8").matchAll(
      /\bname: "([a-z][a-z0-9_]*)",\s*(?:\/\/[^\n]*\s*)*text\b/g,
    ))
      places.set(name, [...(places.get(name) ?? []), file]);
  expect(places.size).toBeGreaterThan(100);
  expect([...places].filter(([, where]) => where.length > 1)).toEqual([]);
});
