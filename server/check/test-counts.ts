import { readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";

export type Counts = { passed: number; failed: number; skipped: number };

export type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: FileResult[];
};

export type FileResult = {
  /** The file, by its absolute path. */
  name: string;
  status: string;
  /** Why it broke, when that was outside its tests. */
  message: string;
  assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
};

/** Failures that are named at the end, and characters of each line: whoever keeps only the last lines has them whole. */
const NAMED = 10;
const WIDTH = 300;

export const readReport = (file: string) => JSON.parse(readFileSync(file, "utf8")) as Report;

/** It cannot be loaded, or what stands around its tests broke. */
const isBroken = ({ status, message, assertionResults }: FileResult) =>
  status === "failed" && (message !== "" || assertionResults.every((one) => one.status !== "failed"));

/**
 * Counts the tests in the report that vitest left. A file that broke outside its tests counts as one failure, and so
 * does a run that failed otherwise: nothing that went wrong may add up to "0 failed".
 */
export function countTests(reportFile: string, ok: boolean): Counts {
  let report: Report;
  try {
    report = readReport(reportFile);
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const failed = report.numFailedTests + report.testResults.filter(isBroken).length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !ok ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** The last line of `npm test`. Where nobody is looking, a skipped test would be forgotten, so in CI it fails. */
export function summarise({ passed, failed, skipped }: Counts, inCi: boolean): { line: string; ok: boolean } {
  const failures = inCi ? failed + skipped : failed;
  const tail = skipped > 0 && !inCi ? `, ${skipped} skipped` : "";
  return { line: `${passed} passed, ${failures} failed${tail}`, ok: failures === 0 && passed > 0 };
}

/**
 * A line for each test that failed and each file that broke outside its tests, with how its message begins; then, where
 * they fail the run, for each test that was skipped.
 */
export function nameFailures(
  reportFile: string,
  { ok, inCi, root }: { ok: boolean; inCi: boolean; root: string },
): string[] {
  let files: FileResult[];
  try {
    files = readReport(reportFile).testResults;
  } catch {
    return ["FAIL vitest left no report"];
  }
  const nameOf = ({ name }: FileResult) => path.relative(root, name);
  const lines = files.flatMap((file) => [
    ...(isBroken(file) ? [lineOf(nameOf(file), file.message)] : []),
    ...testsIn(file, ["failed"]).map((one) => lineOf(`${nameOf(file)} > ${one.fullName}`, one.failureMessages[0])),
  ]);
  if (lines.length === 0 && !ok) lines.push("FAIL the run itself, outside its tests: see above");
  const skipped = files.flatMap((file) =>
    testsIn(file, ["skipped", "pending", "todo"]).map((one) => lineOf(`${nameOf(file)} > ${one.fullName}`, "skipped")),
  );
  const all = inCi ? [...lines, ...skipped] : lines;
  const more = all.length - NAMED;
  return more > 0 ? [...all.slice(0, NAMED), `FAIL and ${more} more`] : all;
}

const testsIn = ({ assertionResults }: FileResult, statuses: readonly string[]) =>
  assertionResults.filter(({ status }) => statuses.includes(status));

function lineOf(what: string, message = ""): string {
  const [first = ""] = stripVTControlCharacters(message).trim().split("\n");
  return `FAIL ${what}: ${first}`.slice(0, WIDTH);
}
