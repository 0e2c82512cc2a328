import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { runStep } from "../check/step.ts";
import { countTests, summarise } from "../check/test-counts.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-check-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: object | string): string {
  const file = path.join(folder, "report.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const green = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, testResults: [] };

describe("the counts of a test run", () => {
  test("are those of the report", () => {
    expect(countTests(report(green), true)).toEqual({ passed: 3, failed: 0, skipped: 2 });
  });

  test("include a file that broke before its first test", () => {
    const broken = { ...green, testResults: [{ status: "failed", assertionResults: [] }] };
    expect(countTests(report(broken), false).failed).toBe(1);
  });

  test("never say 0 failed when the run failed", () => {
    expect(countTests(report(green), false).failed).toBe(1);
    expect(countTests(report("{ cut sho"), false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countTests(path.join(folder, "absent.json"), true).failed).toBe(1);
  });
});

describe("the last line", () => {
  test("names skipped tests, which fail the run in CI only", () => {
    const counts = { passed: 5, failed: 0, skipped: 2 };
    expect(summarise(counts, false)).toEqual({ line: "5 passed, 0 failed, 2 skipped", ok: true });
    expect(summarise(counts, true)).toEqual({ line: "5 passed, 2 failed", ok: false });
  });

  test("is not good news when nothing ran", () => {
    expect(summarise({ passed: 0, failed: 0, skipped: 0 }, false).ok).toBe(false);
  });
});

test("a check that fails keeps what it said, and one that cannot start fails too", async () => {
  const script = "console.log('because'); process.exit(3)";
  const failing = await runStep({ name: "x", command: process.execPath, argv: ["-e", script] }, "kept");
  expect(failing).toMatchObject({ ok: false, output: "because" });
  const absent = await runStep({ name: "x", command: path.join(folder, "absent"), argv: [] }, "kept");
  expect(absent.ok).toBe(false);
});
