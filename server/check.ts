// Every check of the repository, in one run: `npm test`. Further arguments select test files by name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { filesForSecondLook, mergeReports, nameFlaky } from "./check/second-look.ts";
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
let tests = await runTests(reportFile, selection);
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

function runTests(report: string, files: readonly string[]): Promise<Outcome> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return runStep({ name: "tests", command: bin("vitest"), argv: ["run", ...reporters, ...files] }, "shown");
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
