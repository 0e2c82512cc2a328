import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { filesForSecondLook, joinReports, mergeReports, nameFlaky } from "../check/second-look.ts";
import { runStep } from "../check/step.ts";
import { countTests, nameFailures, summarise } from "../check/test-counts.ts";

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

  test("include a file that broke outside its tests", () => {
    const broken = { ...green, testResults: [{ status: "failed", message: "", assertionResults: [] }] };
    expect(countTests(report(broken), false).failed).toBe(1);
    const hook = { status: "failed", message: "cannot end", assertionResults: [{ status: "failed" }] };
    expect(countTests(report({ ...green, numFailedTests: 1, testResults: [hook] }), false).failed).toBe(2);
  });

  test("never say 0 failed when the run failed", () => {
    expect(countTests(report(green), false).failed).toBe(1);
    expect(countTests(report("{ cut sho"), false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countTests(path.join(folder, "absent.json"), true).failed).toBe(1);
  });
});

describe("the lines before the last", () => {
  const file = (name: string, message: string, ...tests: [status: string, fullName: string, said?: string][]) => ({
    name: path.join(folder, name),
    status: message === "" && tests.every(([status]) => status !== "failed") ? "passed" : "failed",
    message,
    assertionResults: tests.map(([status, fullName, said]) => ({
      status,
      fullName,
      failureMessages: said ? [said] : [],
    })),
  });
  const named = (testResults: object[], ok = false, inCi = false) =>
    nameFailures(report({ ...green, testResults }), { ok, inCi, root: folder });

  test("name each failure with how its message begins, and what is skipped in CI", () => {
    const files = [
      file(
        "a/one.test.ts",
        "",
        ["passed", "works"],
        ["failed", "group breaks", "\u001b[31mError: first\u001b[39m\nsecond"],
      ),
      file("two.test.ts", "Cannot find module\nby its name"),
      file("three.test.ts", "", ["skipped", "waits"]),
    ];
    const failures = ["FAIL a/one.test.ts > group breaks: Error: first", "FAIL two.test.ts: Cannot find module"];
    expect(named(files)).toEqual(failures);
    expect(named(files, false, true)).toEqual([...failures, "FAIL three.test.ts > waits: skipped"]);
  });

  test("are few and short", () => {
    const tests = Array.from({ length: 13 }, (_, n): ["failed", string, string] => [
      "failed",
      `t${n}`,
      "x".repeat(999),
    ]);
    const lines = named([file("one.test.ts", "", ...tests)]);
    expect(lines).toHaveLength(11);
    expect(lines[0]).toHaveLength(300);
    expect(lines.at(-1)).toBe("FAIL and 3 more");
  });

  test("never leave a failed run without a word, and say nothing of a good one", () => {
    expect(named([file("one.test.ts", "", ["passed", "works"])])).toEqual([
      "FAIL the run itself, outside its tests: see above",
    ]);
    const absent = path.join(folder, "absent.json");
    expect(nameFailures(absent, { ok: true, inCi: true, root: folder })).toEqual(["FAIL vitest left no report"]);
    expect(named([file("one.test.ts", "", ["passed", "works"])], true, true)).toEqual([]);
  });
});

describe("a second look", () => {
  type Test = [status: string, fullName: string];
  const file = (name: string, ...tests: Test[]) => ({
    name: path.join(folder, name),
    status: tests.some(([status]) => status === "failed") ? "failed" : "passed",
    message: "",
    assertionResults: tests.map(([status, fullName]) => ({
      status,
      fullName,
      failureMessages: status === "failed" ? ["Error: late\n at …"] : [],
    })),
  });
  const write = (name: string, testResults: object[]): string => {
    const at = path.join(folder, name);
    writeFileSync(at, JSON.stringify({ testResults }));
    return at;
  };

  test("is for few files, and for none that says a wall stands", () => {
    const failed = (...names: string[]) =>
      write(
        "first.json",
        names.map((name) => file(name, ["failed", "t"])),
      );
    expect(filesForSecondLook(failed("kernel/a.test.ts", "tests/b.test.ts"), folder)).toEqual([
      "kernel/a.test.ts",
      "tests/b.test.ts",
    ]);
    expect(filesForSecondLook(failed(...Array.from({ length: 7 }, (_, n) => `${n}.test.ts`)), folder)).toEqual([]);
    for (const wall of [
      "tests/isolation/fields.test.ts",
      "tests/walls/authorize-alone.test.ts",
      "a/lock-user.security.test.ts",
    ])
      expect(filesForSecondLook(failed("kernel/a.test.ts", wall), folder)).toEqual([]);
    expect(filesForSecondLook(path.join(folder, "absent.json"), folder)).toEqual([]);
  });

  test("counts what it saw, and names what changed", () => {
    const first = write("first.json", [
      file("a.test.ts", ["failed", "late"], ["failed", "broken"], ["passed", "fine"]),
      file("b.test.ts", ["passed", "good"]),
    ]);
    const second = write("second.json", [
      file("a.test.ts", ["passed", "late"], ["failed", "broken"], ["passed", "fine"]),
    ]);
    const merged = path.join(folder, "merged.json");
    mergeReports(first, second, merged);
    expect(countTests(merged, false)).toEqual({ passed: 3, failed: 1, skipped: 0 });
    expect(nameFailures(merged, { ok: false, inCi: true, root: folder })).toEqual([
      "FAIL a.test.ts > broken: Error: late",
    ]);
    expect(nameFlaky(first, second, folder)).toEqual(["FLAKY a.test.ts > late: Error: late"]);
  });
});

describe("one report of two runs", () => {
  const part = (name: string, ...statuses: string[]) => {
    const assertionResults = statuses.map((status) => ({ status, fullName: status, failureMessages: [] }));
    const status = statuses.includes("failed") ? "failed" : "passed";
    const testResults = [{ name: path.join(folder, "same.test.ts"), status, message: "", assertionResults }];
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify({ ...green, testResults }));
    return file;
  };
  const joined = path.join(folder, "joined.json");

  test("counts the tests of both, also of a file that ran in both", () => {
    joinReports([part("a.json", "passed", "failed", "skipped"), part("b.json", "passed", "passed")], joined);
    expect(countTests(joined, false)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  test("is none when one of them left none", () => {
    const none = path.join(folder, "none.json");
    expect(() => joinReports([part("a.json", "passed"), path.join(folder, "absent.json")], none)).toThrow("ENOENT");
    expect(countTests(none, true)).toEqual({ passed: 0, failed: 1, skipped: 0 });
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
