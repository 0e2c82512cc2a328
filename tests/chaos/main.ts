import { parseArgs } from "node:util";
import { report } from "./report.ts";
import { runChaos } from "./run.ts";

const HELP = `npm run chaos -- [--seed=42] [--minutes=10] [--topology=apart|whole] [--redis] [--only="kind,kind"]

Breaks an installation in every way it knows while clients work with it, and checks every promise in the end.
The same seed gives the same schedule of faults. Ends with 1 when a promise was broken.`;

const text = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    seed: text,
    minutes: { ...text, default: "10" },
    topology: { ...text, default: "apart" },
    redis: { type: "boolean", default: false },
    only: text,
    help: { type: "boolean", default: false },
  },
});
const { topology } = values;
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
const minutes = Number(values.minutes);
if (values.help || (topology !== "apart" && topology !== "whole") || !Number.isInteger(seed) || !(minutes > 0)) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}

const stopping = new AbortController();
// Once: the run then ends early and stops what it started. Twice: at once; watchdogs end the rest.
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });

const { findings, entries, folder } = await runChaos({
  seed,
  topology,
  stormMs: minutes * 60_000,
  redis: values.redis,
  only: values.only?.split(",") ?? [],
  say: (line) => console.log(line),
  signal: stopping.signal,
});
console.log(`\n${report(entries, findings)}`);
if (findings.length > 0) console.log(`\nRepeat it with --seed=${seed} --topology=${topology}; history in ${folder}`);
process.exit(findings.length > 0 ? 1 : 0);
