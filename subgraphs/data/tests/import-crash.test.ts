import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Running } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { startTestWorkers, type TestWorkers } from "../../../tests/testkit/workers.ts";
import { stocked } from "./action-fixture.ts";
import { SEEDS, workerCases } from "./crash-cases.ts";
import { fileOf } from "./crash-files.ts";
import {
  expectWhole,
  hold,
  LEASE_MS,
  progressOf,
  RECORDS,
  ROWS,
  startWorker,
  takenBack,
  untilIn,
} from "./crash-fixture.ts";
import { imported, rowsFor, stockOf } from "./crash-model.ts";
import { create, openTestData, type TestData, type TestPrincipal } from "./fixture.ts";
import { asHardy } from "./hardy-job.ts";
import { readImport, startImport } from "./import-fixture.ts";

/** A worker is killed with -9 in the middle of each phase; what is left in the end is what would be without. */
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

test.each(SEEDS.flatMap((seed) => workerCases(seed).map((one) => [...one, seed] as const)))(
  "%s (packed: %s) %s %s, killed in %s (seed %i)",
  async (form, packed, action, mode, phases, seed) => {
    const ann = await stocked(data, RECORDS);
    const rows = rowsFor(action, RECORDS, ROWS, mode === "PARTIAL" ? 50 : ROWS + 1, 77);
    const { content, options, places } = fileOf(form, rows, packed);
    const key = action === "CREATE" ? {} : { key: "code" };
    const id = await startImport(data, ann, content, mode, "people", { action, ...key, ...options });
    // Somebody takes the serial number of the last row, so that all of it has to be taken back.
    const theirs = { code: "theirs", serial: 77 };
    const share = shareOf(`${seed} ${form} ${action} ${mode}`);
    for (const phase of phases) {
      if (phase === "UNDO") await create(data, ann, theirs);
      // A file is read before it is stored in a fraction of a second, unless its rows are judged.
      await killIn(phase, ann, id, share, phase === "CHECK" && mode === "PARTIAL" ? 5 : 5_000);
    }
    workers = await startTestWorkers(data.platform, data.room.jobs.map(asHardy), { leaseMs: LEASE_MS });
    await until(async () => {
      await workers?.reconcile();
      return (await readImport(data, ann, id)).finishedAt !== null;
    }, 40_000);
    if (phases.includes("UNDO")) await expectWhole(data, ann, id, "FAILED", takenBack(theirs), places);
    else await expectWhole(data, ann, id, "SUCCEEDED", imported(stockOf(RECORDS), action, rows), places);
  },
  90_000,
);

/** Lets a worker go on until the import is so far in the phase, and kills it. */
async function killIn(phase: string, ann: TestPrincipal, id: string, share: number, sliceMs: number): Promise<void> {
  // A tenth of a second is all that DELETE takes, which a busy machine would sleep through: it has to wait for this record.
  const release = phase === "DELETE" ? await hold(data, ann, `c${RECORDS - 100}`) : undefined;
  try {
    const begun = startWorker(data, sliceMs);
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
