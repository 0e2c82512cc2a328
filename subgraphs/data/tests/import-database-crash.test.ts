import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type HurtPlatform, openHurtPlatform } from "../../../tests/testkit/hurt-platform.ts";
import type { Running } from "../../../tests/testkit/process.ts";
import { until } from "../../../tests/testkit/until.ts";
import { stocked } from "./action-fixture.ts";
import { type Case, casesAtOnce, isWhole } from "./crash-cases.ts";
import { fileOf, type Place } from "./crash-files.ts";
import { expectWhole, progressOf, RECORDS, startWorker } from "./crash-fixture.ts";
import { imported, type Outcome, rowsFor, stockOf } from "./crash-model.ts";
import { openTestDataOn, type TestData, type TestPrincipal } from "./fixture.ts";
import { startImport } from "./import-fixture.ts";

/**
 * A PostgreSQL of its own is killed with -9 while files of every form are imported at once, each by another tenant, and
 * starts again; their one worker lives on.
 */
let hurt: HurtPlatform;
let data: TestData;
let worker: Running | undefined;
beforeAll(async () => {
  hurt = await openHurtPlatform();
  data = await openTestDataOn(hurt.platform);
}, 90_000);
afterEach(async () => {
  worker?.signalGroup("SIGKILL");
  await worker?.ended;
});
afterAll(async () => {
  await data.stop();
  await hurt.stop();
});

interface Started {
  ann: TestPrincipal;
  id: string;
  outcome: Outcome;
  places: readonly Place[];
}

const ROWS = 2_000;

async function start([form, packed, action]: Case, mode: string): Promise<Started> {
  const ann = await stocked(data, RECORDS);
  const rows = rowsFor(action, RECORDS, ROWS, mode === "PARTIAL" ? 50 : ROWS + 1, 77);
  const { content, options, places } = fileOf(form, rows, packed);
  const key = action === "CREATE" ? {} : { key: "code" };
  const id = await startImport(data, ann, content, mode, "people", { action, ...key, ...options });
  return { ann, id, outcome: imported(stockOf(RECORDS), action, rows), places };
}

/** Kills until each import was in the middle of each phase when that happened. */
async function killInAll(all: readonly Started[], phases: readonly string[]): Promise<void> {
  const missing = new Set(all.flatMap(({ id }) => phases.map((phase) => `${id} ${phase}`)));
  const found = () => Promise.all(all.map(async ({ ann, id }) => ({ id, ...(await progressOf(data, ann, id)) })));
  type Found = Awaited<ReturnType<typeof found>>[number];
  const nameOf = ({ id, phase }: Found) => `${id} ${phase}`;
  const isMissing = (one: Found) => missing.has(nameOf(one));
  const isAmid = (one: Found) => isMissing(one) && (one.phase === "CHECK" ? one.at_row : one.stored) > 0;
  while (missing.size > 0) {
    const before = await found();
    const lost = before.filter((one) => one.ended && phases.some((phase) => missing.has(`${one.id} ${phase}`)));
    expect(lost).toEqual([]);
    const amid = before.filter(isAmid);
    // They do not keep step: who is far cannot wait for who has hardly begun.
    const isTime = before.every((one) => one.ended || !isMissing(one) || isAmid(one));
    if (amid.length === 0 || !(isTime || amid.some(({ at_row }) => at_row > ROWS / 2))) continue;
    await hurt.killAndStart();
    // One that had got out of the phase before the kill came was not in it.
    const after = (await found()).filter(({ ended }) => !ended).map(nameOf);
    for (const one of amid) if (after.includes(nameOf(one))) missing.delete(nameOf(one));
  }
}

const TURNS = isWhole ? [0, 1, 2, 3, 4, 5] : [0];

test.each(
  TURNS.flatMap((turn): [string, number][] => [
    ["STRICT", turn],
    ["PARTIAL", turn + 1],
  ]),
)(
  "%s, the database killed while each file is read, and while each is stored (turn %i)",
  async (mode, turn) => {
    const cases = casesAtOnce(turn);
    const all: Started[] = [];
    for (const one of cases) all.push(await start(one, mode));
    // Where rows are not judged, a file is read in one short turn.
    worker = startWorker(data, mode === "PARTIAL" ? 1 : 5_000, cases.length);
    await killInAll(all, ["CHECK", "STORE"]);
    for (const { ann, id, outcome, places } of all) {
      await until(async () => (await progressOf(data, ann, id)).ended, 60_000);
      await expectWhole(data, ann, id, "SUCCEEDED", outcome, places);
    }
    expect(worker.child.exitCode).toBeNull();
  },
  150_000,
);
