import path from "node:path";
import { parseArgs } from "node:util";
import { runStep, stopSteps } from "@bulkhead/server/check/step.ts";
import { onParentGone } from "@bulkhead/server/parent.ts";

const HELP = `npm run crash -- [--seed=1] [--rounds=1]

Kills workers and databases in the middle of imports of every form, packed and not, with every action, in both modes, and
compares what is left with what would be left without. Ends with 1 when anything differs. A round takes about ten minutes.`;

const text = { type: "string", default: "1" } as const;
const { values } = parseArgs({ options: { seed: text, rounds: text, help: { type: "boolean", default: false } } });
const { seed, rounds } = values;
if (values.help || !/^\d+$/.test(seed) || !/^[1-9]\d*$/.test(rounds)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
onParentGone(() => {
  stopSteps();
  process.exit(130);
});
const root = path.resolve(import.meta.dirname, "../..");
Object.assign(process.env, { CRASH_CASES: "all", CRASH_SEED: seed, CRASH_ROUNDS: rounds });
const files = ["import-crash", "import-database-crash"].map((name) => `subgraphs/data/tests/${name}.test.ts`);
const command = path.join(root, "node_modules/.bin/vitest");
const { ok } = await runStep({ name: "crash", command, argv: ["run", "--project", "whole", ...files] }, "shown");
process.exitCode = ok ? 0 : 1;
