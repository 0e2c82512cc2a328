import { readFileSync } from "node:fs";

export type Counts = { passed: number; failed: number; skipped: number };

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/**
 * Counts the tests in the report that vitest left. A file that broke before its first test counts as one failure,
 * and so does a run that failed otherwise: nothing that went wrong may add up to "0 failed".
 */
export function countTests(reportFile: string, ok: boolean): Counts {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(reportFile, "utf8")) as Report;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = report.numFailedTests + broken.length;
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
