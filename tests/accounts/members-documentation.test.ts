import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../testkit/process.ts";

/** docs/security/members.md: what it promises is held, and what it names is there. */
const page = readFileSync(path.join(root, "docs/security/members.md"), "utf8");
const named = [...page.matchAll(/^ {4}- `([^`]+)`: (.+)$/gm)].map(([, file = "", title = ""]) => ({ file, title }));

test("the page has the statements 40 to 45", () => {
  const numbers = [...page.matchAll(/^(\d+)\. (?=.*\.$)/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual([40, 41, 42, 43, 44, 45]);
  expect(named.length).toBeGreaterThan(10);
});

test.each(named)("$file has a test «$title»", ({ file, title }) => {
  expect(existsSync(path.join(root, file)), file).toBe(true);
  expect(readFileSync(path.join(root, file), "utf8").includes(`"${title}`), title).toBe(true);
});

test("pages that it leads to are there", () => {
  const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect(existsSync(path.join(root, "docs/security", link)), link).toBe(true);
});
