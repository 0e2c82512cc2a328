import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Running } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { stocked } from "./action-fixture.ts";
import { expectWhole, hold, progressOf, RECORDS, ROWS, startWorker, untilIn } from "./crash-fixture.ts";
import { csvOf, imported, rowsFor, stockOf } from "./crash-model.ts";
import { create, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";
import { readImport, startImport } from "./import-fixture.ts";

/**
 * A worker is killed with -9 in the middle of each phase; what is left in the end is what would be without. Where in a
 * phase, the seed decides; `CRASH_SEED` says another one, and `CRASH_ROUNDS` how many in a row (CI makes one).
 */
const SEED = Number(process.env.CRASH_SEED ?? 1);
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 1);

let data: TestData;
let victim: Running | undefined;
let workers: TestWorkers | undefined;
beforeAll(async () => {
  data = await openTestData();
});
afterEach(async () => {
  victim?.signalGroup("SIGKILL");
  await victim?.ended;
  await workers?.stop();
  workers = undefined;
});
afterAll(() => data.stop());

const LEASE_MS = 1_000;

/** Phases in which a worker is killed, one after the other; before UNDO somebody takes a value of the last row. */
const CASES = [
  ["CREATE", "STRICT", ["CHECK", "STORE"]],
  ["CREATE", "STRICT", ["STORE", "UNDO"]],
  ["CREATE", "PARTIAL", ["STORE"]],
  ["UPSERT", "STRICT", ["CHECK", "STORE"]],
  ["UPSERT", "STRICT", ["STORE", "UNDO"]],
  ["UPSERT", "PARTIAL", ["STORE"]],
  ["REPLACE", "STRICT", ["STORE", "DELETE"]],
  ["REPLACE", "STRICT", ["STORE", "UNDO"]],
  ["REPLACE", "PARTIAL", ["STORE", "DELETE"]],
] as const;

test.each(
  Array.from({ length: ROUNDS }, (_, at) => SEED + at).flatMap((seed) => CASES.map((one) => [...one, seed] as const)),
)("%s %s, killed in %s (seed %i)", async (action, mode, phases, seed) => {
  const ann = await stocked(data, RECORDS);
  const rows = rowsFor(action, RECORDS, ROWS, mode === "PARTIAL" ? 50 : ROWS + 1);
  const others = action === "CREATE" ? {} : { action, key: "code" };
  const id = await startImport(data, ann, csvOf(rows, 77), mode, "people", others);
  const isUndone = (phases as readonly string[]).includes("UNDO");
  const share = shareOf(`${seed} ${action} ${mode}`);
  for (const phase of phases) {
    if (phase === "UNDO") await create(data, ann, { code: "theirs", serial: 77 });
    await killIn(phase, ann, id, share);
  }
  workers = await startTestWorkers(data.platform, data.room.jobs, { leaseMs: LEASE_MS });
  await until(async () => {
    await workers?.reconcile();
    return (await readImport(data, ann, id)).finishedAt !== null;
  }, 40_000);
  const before = stockOf(RECORDS);
  const expected = isUndone ? before : imported(before, action, rows, 77);
  if (isUndone) expected.set("theirs", { code: "theirs", serial: 77 });
  await expectWhole(data, ann, id, isUndone ? "FAILED" : "SUCCEEDED", expected);
});

/** Lets a worker go on until the import is so far in the phase, and kills it. */
async function killIn(phase: string, ann: TestPrincipal, id: string, share: number): Promise<void> {
  // A tenth of a second is all that DELETE takes, which a busy machine would sleep through: it has to wait for this record.
  const release = phase === "DELETE" ? await hold(data, ann, `c${RECORDS - 100}`) : undefined;
  try {
    const begun = startWorker(data, LEASE_MS);
    victim = begun;
    await begun.printed("ready");
    await untilIn(data, ann, id, phase, share);
    begun.signalGroup("SIGKILL");
    await begun.ended;
    // Otherwise nothing was tried.
    expect(await progressOf(data, ann, id)).toMatchObject({ phase, ended: false });
  } finally {
    await release?.();
  }
}

/** Between 0 and 1, the same for the same words. */
function shareOf(words: string): number {
  let state = 2_166_136_261;
  for (const character of words) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return (state >>> 0) / 2 ** 32;
}
