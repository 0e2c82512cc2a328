import { EVERY_FORM, type Form } from "./crash-files.ts";

/** A file and what is done with it. */
export type Case = [form: Form, packed: boolean, action: string];
export type WorkerCase = [...Case, mode: string, phases: readonly string[]];

/**
 * Where in a phase a worker is killed, the seed decides; `CRASH_SEED` says another one, and `CRASH_ROUNDS` how many in a
 * row. `npm test` makes one round of few cases, `npm run crash` of all there are.
 */
export const SEEDS = Array.from(
  { length: Number(process.env.CRASH_ROUNDS ?? 1) },
  (_, at) => Number(process.env.CRASH_SEED ?? 1) + at,
);
export const isWhole = process.env.CRASH_CASES === "all";

/** Every form in both modes, every action in both modes, and every way to an end. */
const FEW: WorkerCase[] = [
  ["CSV", true, "CREATE", "STRICT", ["CHECK", "STORE", "UNDO"]],
  ["NDJSON", false, "UPSERT", "STRICT", ["CHECK", "STORE", "UNDO"]],
  ["JSON", false, "REPLACE", "STRICT", ["CHECK", "STORE", "DELETE"]],
  ["DOCUMENT", true, "REPLACE", "STRICT", ["CHECK", "STORE", "UNDO"]],
  ["XML", false, "UPSERT", "STRICT", ["CHECK", "STORE"]],
  ["CSV", false, "REPLACE", "PARTIAL", ["CHECK", "STORE", "DELETE"]],
  ["NDJSON", true, "CREATE", "PARTIAL", ["CHECK", "STORE"]],
  ["JSON", true, "UPSERT", "PARTIAL", ["CHECK", "STORE"]],
  ["DOCUMENT", false, "CREATE", "PARTIAL", ["CHECK", "STORE"]],
  ["XML", true, "REPLACE", "PARTIAL", ["CHECK", "STORE", "DELETE"]],
];

const ACTIONS = ["CREATE", "UPSERT", "REPLACE"];

function every(seed: number): WorkerCase[] {
  const cases: WorkerCase[] = [];
  for (const form of EVERY_FORM)
    for (const action of ACTIONS)
      for (const mode of ["STRICT", "PARTIAL"]) {
        const phases = ["CHECK", "STORE", ...(action === "REPLACE" ? ["DELETE"] : [])];
        cases.push([form, cases.length % 2 === seed % 2, action, mode, phases]);
        if (mode === "STRICT")
          cases.push([form, cases.length % 2 === seed % 2, action, mode, ["CHECK", "STORE", "UNDO"]]);
      }
  return cases;
}

/** Those in which a worker is killed. */
export const workerCases = (seed: number): WorkerCase[] => (isWhole ? every(seed) : FEW);

/** One of every form, whose imports the database is killed under; in six turns each of them with every action, packed and not. */
export function casesAtOnce(turn: number): Case[] {
  return EVERY_FORM.map((form, at) => [form, (at + turn) % 2 === 1, ACTIONS[(at + turn) % ACTIONS.length] as string]);
}
