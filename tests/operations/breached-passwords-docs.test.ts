import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { passwordDigest } from "@bulkhead/identity/src/accounts/breached/filter-format.ts";
import { afterAll, expect, test } from "vitest";
import { blocksOf, type Place, paste, pasteExports } from "../testkit/operations.ts";

/** docs/operations/breached-passwords.md does what it says, without a database or a key. */
const [importList = "", importStream = "", status = "", check = "", ...more] = blocksOf("breached-passwords.md");

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-breached-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every command of breached-passwords.md does what the page says of it", async () => {
  expect(more).toEqual([]);
  const place: Place = { folder, environment: { PATH: process.env.PATH ?? "", BULKHEAD_ENV: "test" } };
  const digest = passwordDigest("correct horse battery").toString("hex").toUpperCase();
  writeFileSync(path.join(folder, "list.txt"), `${digest}:4\n`);
  const environment = { ...place.environment, ...(await pasteExports(importList, place)) };
  const filter = environment.BULKHEAD_BREACHED_PASSWORDS ?? "";
  expect(path.dirname(filter)).toBe(folder);

  const after: Place = { folder, environment: { ...environment, ...NOTHING_ELSE } };
  expect(await paste(status, after)).toMatch(
    /holds 1 passwords in .* bytes, and is as it was written on .*\n.*\nsha256 /,
  );
  expect(await paste(check, after)).toBe(`yes: it is in ${filter}.\n`);
  writeFileSync(path.join(folder, "list.txt.gz"), gzipSync("one stolen password\nanother stolen password\n"));
  expect(await paste(importStream, after)).toContain("holds 2 passwords");
  expect(await paste(check, after)).toMatch(/^no: /);
}, 180_000);

/** What the other settings are for, a list is imported without. */
const NOTHING_ELSE = { BULKHEAD_SECRET: "", BULKHEAD_ROOT_KEY: "", DATABASE_URL: "" };
