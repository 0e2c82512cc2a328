import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { BULK_CODES } from "@bulkhead/data/src/bulk/codes.ts";
import { EXPORT_CODES } from "@bulkhead/data/src/exports/codes.ts";
import { FILE_CODES, ROW_CODES } from "@bulkhead/data/src/imports/codes.ts";
import { ERROR_STATUS } from "@bulkhead/kernel/error.ts";
import { JOB_CODES } from "@bulkhead/kernel/job-run.ts";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const page = readFileSync(path.join(root, "docs/errors.md"), "utf8");

/** Cells of every table row that begins with a code. */
const rows = [...page.matchAll(/^\|(.*)\|$/gm)].flatMap(([, row = ""]) => {
  const [first = "", ...cells] = row.split("|").map((cell) => cell.trim());
  const code = /^`([A-Z_]+)`$/.exec(first)?.[1];
  return code === undefined ? [] : [{ code, cells }];
});
const ofRequests = rows.filter(({ cells }) => cells.length === 3);
const ofImports = rows.filter(({ cells }) => cells.length === 2);

describe("docs/errors.md", () => {
  test("lists every code of a request with its status, and no other", () => {
    const documented = Object.fromEntries(ofRequests.map(({ code, cells }) => [code, Number(cells[0])]));
    expect(documented).toEqual(ERROR_STATUS);
  });

  test("lists every code of an import, of a bulk change and of a job, and no other", () => {
    const codes = [
      ...Object.keys(FILE_CODES),
      ...Object.keys(ROW_CODES),
      ...Object.keys(JOB_CODES),
      ...Object.keys(BULK_CODES),
      ...Object.keys(EXPORT_CODES),
    ];
    expect(ofImports.map(({ code }) => code).sort()).toEqual(codes.sort());
  });

  test("lists no code twice", () => {
    expect(rows.map(({ code }) => code).filter((code, at, all) => all.indexOf(code) !== at)).toEqual([]);
  });

  test.each(rows)("says when $code happens and what to do, in sentences", ({ cells }) => {
    const [when = "", what = ""] = cells.slice(-2);
    for (const sentence of [when, what]) expect(sentence).toMatch(/^[A-Z`].{14,}\.$/);
  });
});

test("every code is met somewhere in the code: none is only documented", () => {
  const sources = globSync("{kernel,gateway/src,server,subgraphs/*/src}/**/*.ts", { cwd: root })
    .filter((file) => !file.includes("node_modules") && !file.includes("/tests/") && file !== "kernel/error.ts")
    .map((file) => readFileSync(path.join(root, file), "utf8"))
    .join("\n");
  // kernel/error.ts lists every code and also makes the one answer for what is missing.
  const unused = Object.keys(ERROR_STATUS).filter(
    (code) => code !== "NOT_FOUND" && !sources.includes(`"${code}"`) && !sources.includes(`${code}:`),
  );
  expect(unused).toEqual([]);
});
