import { writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type FileResult, type Report, readReport } from "./test-counts.ts";

/** More files than this do not fail because a machine was busy. */
const FEW = 6;

/** What says that a wall stands has to say so every time. */
const NEVER = [/^tests\/(isolation|walls)\//, /\.security\.test\.ts$/, /^tests\/oauth\/attacks\./];

/**
 * Files of a failed run that are worth a second look by themselves, by their paths: those whose tests failed beside
 * others on a busy machine. None when they are many, or when one of them must not fail even once.
 */
export function filesForSecondLook(reportFile: string, root: string): string[] {
  let files: FileResult[];
  try {
    files = readReport(reportFile).testResults;
  } catch {
    return [];
  }
  const failed = files.filter(({ status }) => status === "failed").map(({ name }) => path.relative(root, name));
  const names = [...new Set(failed)];
  const mustStand = names.some((name) => NEVER.some((pattern) => pattern.test(name)));
  return names.length > FEW || mustStand ? [] : names;
}

/** One report of both runs: of each file that had a second look, what that said. */
export function mergeReports(first: string, second: string, into: string): void {
  const again = readReport(second).testResults;
  const names = new Set(again.map(({ name }) => name));
  writeReport(into, [...readReport(first).testResults.filter(({ name }) => !names.has(name)), ...again]);
}

/** One report of runs of different tests. */
export function joinReports(reports: readonly string[], into: string): void {
  writeReport(
    into,
    reports.flatMap((report) => readReport(report).testResults),
  );
}

function writeReport(into: string, testResults: FileResult[]): void {
  const count = (...statuses: string[]) =>
    testResults.flatMap((one) => one.assertionResults).filter(({ status }) => statuses.includes(status)).length;
  const merged: Report = {
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("pending", "skipped"),
    numTodoTests: count("todo"),
    testResults,
  };
  writeFileSync(into, JSON.stringify(merged));
}

/** A line for each test that failed in the first run and not in the second: somebody has to find out why. */
export function nameFlaky(first: string, second: string, root: string): string[] {
  const nameOf = (file: FileResult, test: string) => `${path.relative(root, file.name)} > ${test}`;
  const testsOf = (report: string) =>
    readReport(report).testResults.flatMap((file) =>
      file.assertionResults
        .filter(({ status }) => status === "failed")
        .map((one) => ({ name: nameOf(file, one.fullName), said: one.failureMessages[0] ?? "" })),
    );
  const still = new Set(testsOf(second).map(({ name }) => name));
  return testsOf(first)
    .filter(({ name }) => !still.has(name))
    .map(({ name, said }) => `FLAKY ${name}: ${stripVTControlCharacters(said).trim().split("\n")[0]}`.slice(0, 300));
}
