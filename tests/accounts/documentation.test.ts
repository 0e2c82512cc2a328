import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ACCOUNT_PAGES } from "@bulkhead/identity/src/oauth/account-pages.ts";
import { expect, test } from "vitest";
import { root } from "../testkit/process.ts";

/** docs/security/accounts.md: what it promises is held, and what it names is there. */
const page = readFileSync(path.join(root, "docs/security/accounts.md"), "utf8");
const named = [...page.matchAll(/^ {4}- `([^`]+)`: (.+)$/gm)].map(([, file = "", title = ""]) => ({ file, title }));

test("the page has the statements 31 to 38, and one of passwords", () => {
  const numbers = [...page.matchAll(/^(\d+)\. (?=.*\.$)/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39]);
  expect(named.length).toBeGreaterThan(40);
});

test.each(named)("$file has a test «$title»", ({ file, title }) => {
  expect(existsSync(path.join(root, file)), file).toBe(true);
  expect(readFileSync(path.join(root, file), "utf8").includes(`"${title}`), title).toBe(true);
});

test("the page has a line for every page of an account that people open by themselves", () => {
  const lines = [...page.matchAll(/^\| `(\/account[^`]*)`/gm)].map(([, address = ""]) => address);
  const opened = Object.keys(ACCOUNT_PAGES).filter((address) => !STEPS.test(address));
  expect(opened.filter((address) => !lines.includes(address))).toEqual([]);
  expect(lines.filter((address) => !Object.hasOwn(ACCOUNT_PAGES, address))).toEqual([]);
});

/** Where a mail, another page or a form leads. */
const STEPS = /\/(confirm|ready|revert|remove|sign-in|second-factor|sign-out)$/;

test("pages that it leads to are there", () => {
  const links = [...page.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(3);
  for (const link of links) expect(existsSync(path.join(root, "docs/security", link)), link).toBe(true);
});
