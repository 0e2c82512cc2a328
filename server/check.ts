// Every check of the repository, in one run: `npm test`. Further arguments select test files by name.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
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

const reportFile = path.join(folder, "tests.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
const tests = await runStep(
  { name: "tests", command: bin("vitest"), argv: ["run", ...reporters, ...selection] },
  "shown",
);
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
for (const failure of nameFailures(reportFile, { ok: tests.ok, inCi, root })) console.log(failure);
console.log(line);
process.exitCode = ok ? 0 : 1;

function print({ name, ok, seconds, output }: Outcome): void {
  console.log(`${ok ? "ok  " : "FAIL"}  ${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s`);
  if (!ok && output) console.log(`${output.replace(/^/gm, "      ")}\n`);
}

function giveUp(): void {
  stopSteps();
  process.exit(130);
}
