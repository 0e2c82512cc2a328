import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { LONG } from "./testkit/longest-first.ts";
import { root } from "./testkit/process.ts";

test("every file that is to begin early is there, once", () => {
  expect(LONG.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  expect(new Set(LONG).size).toBe(LONG.length);
});
