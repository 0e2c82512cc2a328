// Every check of the repository, in one run: `npm test`. Further arguments select test files by name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { filesForSecondLook, joinReports, mergeReports, nameFlaky } from "./check/second-look.ts";
import { type Outcome, runStep, type Step, stopSteps } from "./check/step.ts";
import { countTests, nameFailures, summarise } from "./check/test-counts.ts";
import { onParentGone } from "./parent.ts";

const root = path.resolve(import.meta.dirname, "..");
const bin = (name: string) => path.join(root, "node_modules", ".bin", name);
const inCi = Boolean(process.env.CI) && process.env.CI !== "false";
const selection = process.argv.slice(2);

const staticChecks: Step[] = [
  { name: "format and lint", command: bin("biome"), argv: ["ci", "--error-on-warnings", "."] },
  { name: "types", command: bin("tsc"), argv: ["--noEmit", "-p", "tsconfig.json"] },
  { name: "generated files", command: process.execPath, argv: ["server/generate.ts", "--check"] },
];

process.chdir(root);
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-check-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => giveUp());
onParentGone(giveUp);

const outcomes = await Promise.all(
  staticChecks.map(async (step) => {
    const outcome = await runStep(step, "kept");
    print(outcome);
    return outcome;
  }),
);

const flaky: string[] = [];
let reportFile = path.join(folder, "tests.json");
let tests = selection.length > 0 ? await runTests(reportFile, selection) : await runProjects(reportFile);
const again = tests.ok ? [] : filesForSecondLook(reportFile, root);
if (again.length > 0) await lookAgain();
const counts = countTests(reportFile, tests.ok);

console.log();
for (const outcome of [...outcomes, tests]) print({ ...outcome, output: "" });
const { line, ok } = summarise(
  {
    passed: counts.passed + outcomes.filter((outcome) => outcome.ok).length,
    failed: counts.failed + outcomes.filter((outcome) => !outcome.ok).length,
    skipped: counts.skipped,
  },
  inCi,
);
for (const named of [...flaky, ...nameFailures(reportFile, { ok: tests.ok, inCi, root })]) console.log(named);
console.log(line);
process.exitCode = ok ? 0 : 1;

function runTests(report: string, more: readonly string[]): Promise<Outcome> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return runStep({ name: "tests", command: bin("vitest"), argv: ["run", ...reporters, ...more] }, "shown");
}

/**
 * All tests: first the project `apart`, then all others, since its eight processes take a fifth of a core and more for as
 * long as they are there, also when nobody asks them anything.
 */
async function runProjects(report: string): Promise<Outcome> {
  const parts: { outcome: Outcome; report: string }[] = [];
  for (const [at, project] of ["apart", "!apart"].entries()) {
    const own = path.join(folder, `part-${at}.json`);
    parts.push({ outcome: await runTests(own, [`--project=${project}`]), report: own });
  }
  const ok = parts.every(({ outcome }) => outcome.ok);
  const seconds = parts.reduce((sum, { outcome }) => sum + outcome.seconds, 0);
  try {
    joinReports(
      parts.map((part) => part.report),
      report,
    );
  } catch {
    // One has left no report, and so there is none of both: that is a failure, whatever the other says.
  }
  return { name: "tests", ok, seconds, output: "" };
}

/** Files that failed run once more by themselves; what passes then is named as flaky. */
async function lookAgain(): Promise<void> {
  console.log(`\nonce more, by themselves: ${again.join(" ")}\n`);
  const [first, second, merged] = [reportFile, path.join(folder, "again.json"), path.join(folder, "merged.json")];
  const { ok, seconds } = await runTests(second, again);
  try {
    mergeReports(first, second, merged);
    flaky.push(...nameFlaky(first, second, root));
  } catch {
    return;
  }
  reportFile = merged;
  tests = { ...tests, ok, seconds: tests.seconds + seconds };
}

function print({ name, ok, seconds, output }: Outcome): void {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s`);
  if (!ok && output) console.log(`${output.replace(/^/gm, "      ")}\n`);
}

function giveUp(): void {
  stopSteps();
  process.exit(130);
}
